// All that runs in the browser besides htmx: theme, dialogs, confirmations, search, composer, notices.
const root = document.documentElement;

function toggleTheme() {
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const current = root.dataset.theme ?? (isDark ? "dark" : "light");
  root.dataset.theme = current === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    // It lasts until the next page then.
  }
}

document.addEventListener("click", (event) => {
  const target = event.target;
  const opener = target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  if (target.closest("[data-theme-toggle]")) toggleTheme();
  if (target.closest("[data-close]")) target.closest("dialog").close();
  if (target.closest("[data-dismiss]")) target.closest("dialog").querySelector("[data-close]").click();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(target) || target.closest("button")) menu.open = false;
  }
});

// A press that begins and ends on the backdrop closes; selecting text out of the dialog does not.
let pressedOn = null;
document.addEventListener("pointerdown", (event) => {
  pressedOn = event.target;
});
document.addEventListener("pointerup", (event) => {
  if (event.target === pressedOn && event.target.matches("dialog:not(#confirm)")) leave(event.target);
});
document.addEventListener(
  "cancel",
  (event) => {
    if (event.target.matches("dialog[data-show]")) {
      event.preventDefault();
      leave(event.target);
    }
  },
  true,
);

function leave(dialog) {
  const close = dialog.querySelector("[data-close]");
  if (close) close.click();
  else dialog.close();
}

// The question before what cannot be taken back, in our own dialog instead of the browser's.
document.addEventListener("htmx:confirm", (event) => {
  const { ctx, issueRequest, dropRequest } = event.detail;
  if (!ctx.confirm) return;
  event.preventDefault();
  const told = ctx.sourceElement.dataset;
  const dialog = document.getElementById("confirm");
  const [no, yes] = dialog.querySelectorAll("button");
  dialog.querySelector("h2").textContent = told.confirmTitle ?? "Are you sure?";
  dialog.querySelector("p").textContent = told.confirmText ?? ctx.confirm;
  no.textContent = told.confirmNo ?? "Cancel";
  yes.textContent = told.confirmYes ?? "Continue";
  yes.className = "confirmDanger" in told ? "primary danger" : "primary";
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => (dialog.returnValue === "yes" ? issueRequest() : dropRequest()), {
    once: true,
  });
  dialog.showModal();
});

// Search boxes that narrow what is on the page.
document.addEventListener("input", (event) => {
  const selector = event.target.dataset?.filters;
  if (!selector) return;
  const words = event.target.value.toLowerCase().split(/\s+/);
  let matches = 0;
  for (const item of document.querySelectorAll(`${selector} [data-search]`)) {
    item.hidden = !words.every((word) => item.dataset.search.includes(word));
    if (!item.hidden) matches += 1;
  }
  const none = document.querySelector(selector).parentElement.querySelector(".no-match");
  if (none) none.hidden = matches > 0;
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form && event.target.matches("select")) form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  const isSend = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (!isSend || !event.target.matches("[data-enter-sends]")) return;
  event.preventDefault();
  const { form } = event.target;
  const hasFile = Boolean(form.querySelector("[data-attach]")?.files.length);
  if (event.target.value.trim() !== "" || hasFile) form.requestSubmit();
});

// The name of a chosen file stands beside its button.
function showAttached(form) {
  const picker = form.querySelector("[data-attach]");
  if (picker) picker.parentElement.querySelector("output").textContent = picker.files[0]?.name ?? "";
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-attach]")) showAttached(event.target.form);
});
document.addEventListener("reset", (event) => setTimeout(() => showAttached(event.target)));

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status < 400 && ctx.sourceElement.matches("[data-reset]")) ctx.sourceElement.reset();
});

document.addEventListener("htmx:error", () =>
  notify("Chief did not answer. Check the connection and try again."),
);

function notify(text) {
  const notice = document.createElement("p");
  notice.className = "toast bad";
  notice.textContent = text;
  document.getElementById("toasts").append(notice);
}

const NOTICE_MS = 6000;
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node.nodeType === 1) setTimeout(() => node.remove(), NOTICE_MS);
  }
}).observe(document.getElementById("toasts"), { childList: true });

// A list that is read at its end stays there when something is added; one that was scrolled up is left alone.
for (const list of document.querySelectorAll("[data-stick]")) {
  const near = () => list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  let isAtEnd = true;
  list.addEventListener("scroll", () => {
    isAtEnd = near();
  });
  const follow = () => {
    if (isAtEnd) list.scrollTo({ top: list.scrollHeight });
  };
  new MutationObserver(follow).observe(list, { childList: true, subtree: true });
  new ResizeObserver(follow).observe(list);
  follow();
}

// Dialogs that the server pushed open by themselves.
function showPushed() {
  for (const dialog of document.querySelectorAll("dialog[data-show]:not([open])")) {
    if (!dialog.dataset.shown) {
      dialog.dataset.shown = "yes";
      dialog.showModal();
      dialog.querySelector("[aria-invalid], input:not([type=hidden]), select, textarea")?.focus();
    }
  }
}
// Of attributes too: one that takes the place of an open one has its `open` for a moment, and then not.
new MutationObserver(showPushed).observe(document.getElementById("main"), {
  childList: true,
  subtree: true,
  attributeFilter: ["open", "data-shown"],
});
showPushed();

// A form that was answered with faults shows the first of them.
document.addEventListener("htmx:after:swap", () => {
  document.querySelector("form.connect [aria-invalid], form.editor [aria-invalid]")?.focus();
});

// Rows of a form: one more is a copy of the template beside them; a row that goes gives the focus to what is next.
document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add-row]");
  if (add) {
    const rows = add.closest("[data-rows]");
    const list = rows.querySelector("[data-list]");
    list.append(rows.querySelector(":scope > template").content.cloneNode(true));
    list.lastElementChild.querySelector("input").focus();
  }
  const remove = event.target.closest("[data-remove-row]");
  if (remove) {
    const rows = remove.closest("[data-rows]");
    remove.closest("[data-row]").remove();
    rows.querySelector("[data-add-row]").focus();
    rows.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const copy = event.target.closest("[data-copy-from]");
  if (copy) {
    const to = document.querySelector(copy.dataset.copyTo);
    to.value = document.querySelector(copy.dataset.copyFrom).content.textContent;
    to.closest("details")?.setAttribute("open", "");
    to.dispatchEvent(new Event("input", { bubbles: true }));
    to.focus();
  }
  const clear = event.target.closest("[data-clear]");
  if (clear) document.querySelector(clear.dataset.clear).replaceChildren();
});

// Enter in a field of the editor saves nothing by accident; the button does, and Ctrl+Enter.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form.editor");
  if (!form || event.key !== "Enter" || !event.target.matches("input:not([type=checkbox], [type=radio])"))
    return;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) form.requestSubmit();
});

// A fault is about what was sent; once its field is changed, it says nothing any more.
document.addEventListener("input", (event) => {
  if (!event.target.matches("form.editor [aria-invalid]")) return;
  const fault = document.getElementById(event.target.getAttribute("aria-describedby"));
  event.target.removeAttribute("aria-invalid");
  if (fault?.matches(".error")) fault.hidden = true;
});

// What changes things is a write: the choice is there for a GET only.
document.addEventListener("change", (event) => {
  if (!event.target.matches("form.editor #method")) return;
  const [read, write] = document.querySelectorAll("form.editor [name=effect]");
  read.disabled = event.target.value !== "GET";
  if (read.disabled) write.checked = true;
});
