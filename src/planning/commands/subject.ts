import type { Column, NestedTable } from "../../results/index.ts";
import type { KnownTable } from "../planner.ts";
import { isTime, pickColumn, pickMeasure, pickTimeColumn } from "./pick-column.ts";
import { type Aggregate, beyondCommands, type ParsedRequest } from "./request.ts";

/** A column as a request names it. */
export interface AskedColumn extends Column {
  /** What SQL calls it, where that is another name. */
  readonly sql?: string;
}

/** The rows that a request is about: the records of a table, or the elements of one of their lists. */
export interface Subject {
  /** What SQL calls the table. */
  readonly name: string;
  /** What may be shown, grouped by and narrowed to. Of elements also the single values of their records. */
  readonly columns: readonly AskedColumn[];
  /** What may be added up: not a value of a record, which would count once for each of its elements. */
  readonly measures: readonly AskedColumn[];
  /** When the record came to be. */
  readonly time?: AskedColumn;
  /** What a ranking adds up by, where it is of something that several rows have: “top 5 customers by total” over orders. */
  readonly rankedPer?: AskedColumn;
  /** Tells one record from another, where records are counted by what only their elements have. */
  readonly countedBy?: AskedColumn;
}

/** What a request asks of which rows, in the columns' own names; or what has to be said first. */
export type FoundSubject =
  | { readonly ok: true; readonly subject: Subject; readonly aggregate: Aggregate }
  | { readonly ok: false; readonly message: string };

/**
 * Decides whether a request is about the records that were read, or about the elements of a list in them.
 *
 * 1. Counted, ranked or listed are the elements where the request names their list and not first the records: “count the
 *    line items”, “how many items are in the orders?”.
 * 2. Added up is what has the measure: the records, unless the list is named or the records have none. A value of the
 *    records is never added up by what their elements have: an order would count once for every item.
 * 3. Records that are counted by what only their elements have count once under each: “orders per sku”.
 * 4. Where two lists fit, or a word may mean the element or its record, the person is asked.
 */
export function findSubject(request: ParsedRequest, table: KnownTable): FoundSubject {
  const { aggregate } = request;
  const beyond = beyondCommands(request);
  if (beyond !== undefined)
    return refused(
      `“${beyond}” is more than I can work out by myself: I count, add up, rank, and tell averages, the highest and the lowest, also by groups`,
    );
  const main = subjectOfRecords(table);
  const about: About = { request, table, main, lists: (table.lists ?? []).map(listOf(table)) };
  if (about.lists.length === 0)
    return { ok: true, subject: ranked(main, request), aggregate: plainly(about, aggregate) };
  const named = about.lists.filter((list) => names(wordsOf(request), list));
  if (named.length > 1) return whichOf(about, named);
  const [list] = named;
  if (aggregate.kind === "measure") return ofMeasure(about, aggregate, list);
  if (list && leads(about, list)) return ofElements(about, list, aggregate);
  if (aggregate.kind === "top") return ofTop(about, aggregate);
  if (aggregate.kind === "none") return { ok: true, subject: main, aggregate };
  return ofCount(about, aggregate, list);
}

interface About {
  readonly request: ParsedRequest;
  readonly table: KnownTable;
  readonly main: Subject;
  readonly lists: readonly List[];
}

interface List {
  readonly nested: NestedTable;
  readonly own: readonly AskedColumn[];
  readonly subject: Subject;
  readonly row: AskedColumn;
}

/** The records of a table, as they are. */
export function subjectOfRecords({ name, columns }: KnownTable): Subject {
  const time = pickTimeColumn(columns);
  return { name, columns, measures: columns, ...(time ? { time } : {}) };
}

const listOf =
  (table: KnownTable) =>
  (nested: NestedTable): List => {
    const own: readonly AskedColumn[] = nested.items;
    const taken = new Set(own.map(({ name }) => name.toLowerCase()));
    const ofRecord = nested.ofRecord.flatMap(({ column, name, type, kinds }): AskedColumn[] => {
      if (column === undefined) return [];
      const shown = taken.has(column.toLowerCase()) ? name : column;
      return [{ name: shown, sql: name, type, ...(kinds ? { kinds } : {}) }];
    });
    const timeOfRecord = pickTimeColumn(table.columns)?.name;
    const column = nested.ofRecord.find((one) => one.column !== undefined && one.column === timeOfRecord);
    const time = ofRecord.find(({ sql }) => sql === column?.name) ?? pickTimeColumn(own);
    const subject = { name: nested.name, columns: [...own, ...ofRecord], measures: own };
    const row = nested.ofRecord.find((one) => one.column === undefined);
    return {
      ...{ nested, own },
      row: { name: row?.name ?? "", type: "BIGINT" },
      subject: time ? { ...subject, time } : subject,
    };
  };

function ofMeasure(
  about: About,
  aggregate: Extract<Aggregate, { kind: "measure" }>,
  named: List | undefined,
): FoundSubject {
  const { main, lists, request } = about;
  const { groupBy } = aggregate;
  const meant = lists.find((list) => names(aggregate.of, list));
  const of = (meant && measureAmong(request.asked, meant)) ?? aggregate.of;
  if (meant && of !== aggregate.of) return ofElements(about, meant, { ...aggregate, of });
  const plain = plainly(about, aggregate);
  if (plain !== aggregate) return { ok: true, subject: main, aggregate: plain };
  const having = (named ? [named] : lists).filter(({ subject }) => measureOf(subject, of));
  const isOfRecords = measureOf(main, of) !== undefined;
  const groupIsInMain = groupBy === undefined || isKeyOf(about, groupBy);
  if (named) {
    if (having.length === 1) return ofElements(about, named, aggregate);
    return isOfRecords
      ? refused(onceForEach(about, of, named))
      : { ok: true, subject: named.subject, aggregate };
  }
  if (isOfRecords && groupIsInMain) return { ok: true, subject: main, aggregate };
  const fitting = groupIsInMain ? having : having.filter((list) => isOwn(list, groupBy));
  const [only] = fitting;
  if (fitting.length > 1) return whichOf(about, fitting);
  if (only) return ofElements(about, only, aggregate);
  const grouping = lists.find((list) => isOwn(list, groupBy));
  if (isOfRecords && grouping) return refused(onceForEach(about, of, grouping));
  return { ok: true, subject: main, aggregate };
}

function ofTop(about: About, aggregate: Extract<Aggregate, { kind: "top" }>): FoundSubject {
  const { main, lists, request, table } = about;
  const { by, of = "" } = aggregate;
  const isOfRecords = measureOf(main, by) ?? pickColumn(by, main.columns);
  const having = lists.filter((list) => isOwn(list, by));
  const [only] = having;
  if (isOfRecords || !only) return { ok: true, subject: ranked(main, request), aggregate };
  if (placeOf(of, table.name) >= 0) return refused(recordsByList(about, only));
  if (having.length > 1) return whichOf(about, having);
  return ofElements(about, only, aggregate);
}

/** With what a ranking adds up by: a column that is named as what it ranks, and is no name of the rows themselves. */
function ranked(subject: Subject, { aggregate }: ParsedRequest): Subject {
  if (aggregate.kind !== "top" || aggregate.of === undefined) return subject;
  const word = aggregate.of.trim().split(/\s+/).at(-1) ?? "";
  if (placeOf(word, subject.name) >= 0) return subject;
  const column = pickColumn(word, subject.columns.filter(isSingle));
  return column && measureOf(subject, aggregate.by) ? { ...subject, rankedPer: column } : subject;
}

function ofCount(
  about: About,
  aggregate: Extract<Aggregate, { kind: "count" }>,
  named: List | undefined,
): FoundSubject {
  const { main, lists } = about;
  const { distinct, groupBy } = aggregate;
  if (distinct !== undefined && !pickColumn(distinct, main.columns))
    return named ? ofElements(about, named, aggregate) : ofOnlyFit(about, aggregate, distinct);
  if (groupBy === undefined || isKeyOf(about, groupBy)) {
    return named && distinct === undefined
      ? refused(recordsByList(about, named))
      : { ok: true, subject: main, aggregate };
  }
  const having = (named ? [named] : lists).filter((list) => isOwn(list, groupBy));
  const [only] = having;
  if (having.length > 1) return whichOf(about, having);
  if (!only) return { ok: true, subject: main, aggregate };
  const found = ofElements(about, only, aggregate);
  if (!found.ok || distinct !== undefined) return found;
  return { ...found, subject: { ...found.subject, countedBy: only.row } };
}

/** About the elements of the one list that has a column of this name, where the records have none. */
function ofOnlyFit(about: About, aggregate: Aggregate, word: string): FoundSubject {
  const fitting = about.lists.filter((list) => isOwn(list, word));
  const [only] = fitting;
  if (fitting.length > 1) return whichOf(about, fitting);
  return only ? ofElements(about, only, aggregate) : { ok: true, subject: about.main, aggregate };
}

/** About the elements of a list, with the words that mean a column of theirs in its own name. */
function ofElements(about: About, list: List, asked: Aggregate): FoundSubject {
  const distinct = asked.kind === "count" ? asked.distinct : undefined;
  const telling = distinct === undefined ? undefined : tellingColumn(list, distinct);
  const isMeant = telling && !pickColumn(distinct ?? "", list.own);
  const aggregate = isMeant ? ({ ...asked, distinct: telling.name } as Aggregate) : asked;
  const groupBy = "groupBy" in aggregate ? aggregate.groupBy : undefined;
  if (groupBy === undefined) return { ok: true, subject: ranked(list.subject, about.request), aggregate };
  const element = nouns(list.nested.list).at(-1) ?? "element";
  const record = nouns(about.table.name).at(-1) ?? "record";
  const [first = "", ...rest] = nouns(groupBy);
  const key = list.subject.columns.find(({ sql }) => sql === list.nested.columns[0]?.name);
  if (key && first === record && rest.length === 0)
    return { ok: true, subject: list.subject, aggregate: grouped(aggregate, key.name) };
  const qualified = rest.join(" ");
  if (qualified !== "" && (first === element || first === record)) {
    const columns = first === element ? list.own : list.subject.columns.filter(({ sql }) => sql);
    const plain = columns.find(({ name, sql }) => [name, sql].some((one) => one && ends(one, qualified)));
    if (plain) return { ok: true, subject: list.subject, aggregate: grouped(aggregate, plain.name) };
  }
  const own = pickColumn(groupBy, list.own) ?? tellingColumn(list, groupBy);
  const isOfBoth = own && pickColumn(groupBy, about.table.columns.filter(isSingle))?.name === own.name;
  if (isOfBoth) {
    const message = `both ${aOrAn(element)} and ${aOrAn(record)} have a ${own.name}: say “per ${element} ${own.name}” or “per ${record} ${own.name}”`;
    return refused(message);
  }
  return {
    ok: true,
    subject: list.subject,
    aggregate: own ? grouped(aggregate, own.name) : aggregate,
  };
}

const grouped = (aggregate: Aggregate, groupBy: string): Aggregate =>
  ({ ...aggregate, groupBy }) as Aggregate;
const isSingle = ({ type }: Column) => type !== "JSON";
const ends = (name: string, noun: string) => nouns(name).join(" ").endsWith(noun);
const refused = (message: string): FoundSubject => ({ ok: false, message });
const aOrAn = (noun: string) => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

/** By the name of the list itself: “per label” is by what tells one label from another. */
function tellingColumn(list: List, word: string): AskedColumn | undefined {
  if (!names(word, list)) return undefined;
  return TELLING.map((name) => list.own.find((column) => column.name.toLowerCase() === name)).find(
    (column) => column !== undefined,
  );
}

const TELLING = ["value", "name", "title", "label", "sku", "code", "key", "id"];

const isOwn = (list: List, word: string | undefined) =>
  word !== undefined && (pickColumn(word, list.own) ?? tellingColumn(list, word)) !== undefined;

/** Whether records can be grouped by it: a single value, or a stretch of time. */
function isKeyOf({ main, table }: About, word: string): boolean {
  const single = main.columns.filter(
    ({ name, type }) => type !== "JSON" || !table.lists?.some(({ list }) => list === name),
  );
  return pickColumn(word, single) !== undefined || (TIME_UNIT.test(word.trim()) && single.some(isTime));
}

const TIME_UNIT = /^(?:hour|day|week|month|quarter|year|dai)(?:s|ly)?$/i;

function measureOf({ measures }: Subject, word: string): AskedColumn | undefined {
  return pickMeasure(word, measures);
}

/** Of “total item quantity”, the quantity. */
const measureAmong = (text: string, { subject }: Pick<List, "subject">) =>
  text.match(/[\p{L}\p{N}_-]+/gu)?.find((word) => measureOf(subject, word) !== undefined);

/** Of “average order value”, the value. */
function plainly<Kind extends Aggregate>({ main, request, table }: About, aggregate: Kind): Kind {
  if (aggregate.kind !== "measure" || measureOf(main, aggregate.of)) return aggregate;
  const meant =
    placeOf(aggregate.of, table.name) >= 0 ? measureAmong(request.asked, { subject: main }) : undefined;
  return meant === undefined ? aggregate : { ...aggregate, of: meant };
}

/** Words in the singular: “Line_Items” → line, item. A past form stays what it is: “refunded” names no refunds. */
function nouns(text: string): string[] {
  const words = text.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return (words.match(/\p{L}+/gu) ?? []).map((word) =>
    word.length <= 3 ? word : word.replace(/ies$/, "y").replace(/(?<=ss|sh|ch|x)es$|(?<![sui])s$/, ""),
  );
}

/** What of a request may name a list: what it counts, and what is left of the sentence that asks. */
const wordsOf = ({ counted, asked }: ParsedRequest) => `${counted ?? ""} . ${asked}`;

function names(text: string, { nested }: Pick<List, "nested">): boolean {
  return placeOf(text, nested.list) >= 0;
}

/** At which word a text names something, by its whole name or the last word of it; -1 when it does not. */
function placeOf(text: string, name: string): number {
  const wanted = nouns(name);
  const words = (text.match(/[\p{L}\p{N}_-]+|[.,;:!?]/gu) ?? []).map((word) => nouns(word).join(" "));
  const whole = wanted.join(" ");
  return words.findIndex(
    (word, at) =>
      word !== "" &&
      (word === whole || word === wanted.at(-1) || words.slice(at, at + wanted.length).join(" ") === whole),
  );
}

/** Whether a request names the list, and not the records before it. */
function leads({ request, table }: About, { nested }: List): boolean {
  const text = wordsOf(request);
  const [list, records] = [placeOf(text, nested.list), placeOf(text, table.name)];
  return records < 0 || list <= records;
}

const plural = (name: string) => name.replace(/_\d+$/, "").replaceAll("_", " ");

function whichOf({ table }: About, lists: readonly List[]): FoundSubject {
  const among = lists.map(({ nested }) => plural(nested.list)).join(" or ");
  return refused(
    `this may be about several lists in the ${plural(table.name)}. Name one: ${among}, such as “count the ${plural(lists[0]?.nested.list ?? "")}”`,
  );
}

function recordsByList({ table }: About, { nested }: List): string {
  const [records, elements] = [plural(table.name), plural(nested.list)];
  return `I cannot choose among the ${records} by their ${elements}. I can count the ${records}, count the ${elements} (“count the ${elements}”), or count the ${records} by what their ${elements} have: ${columnNames(nested.items)}`;
}

function onceForEach({ table }: About, of: string, { nested }: List): string {
  const [record, elements] = [nouns(table.name).at(-1), plural(nested.list)];
  return `the ${of} is of each ${record}, not of its ${elements}: added up by them, ${aOrAn(record ?? "record")} would count once for each. The ${elements} have: ${columnNames(nested.items)}`;
}

/** The names of some columns, for a person. */
export const columnNames = (columns: readonly Column[]) =>
  columns
    .map(({ name }) => name)
    .slice(0, 25)
    .join(", ");
