/** Says that a JSON document nests too deeply: nobody's records do, and what walks them would come to the end of its stack. */
export class NestedTooDeeply extends Error {
  constructor() {
    super("nested too deeply");
    this.name = "NestedTooDeeply";
  }
}

/** Says that bytes are no JSON document. */
export class NotJson extends Error {
  constructor() {
    super("not JSON");
    this.name = "NotJson";
  }
}
