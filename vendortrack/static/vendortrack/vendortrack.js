// The one script of ours: keys, bulk selection, copy, focus. Everything it does is also a button or a link.
// It reads data attributes only:
//   data-items      a list of items to decide on; data-item each of them (with an id), data-todo where one is wanted
//   data-key="a"    the button (or link, or checkbox) that a letter presses while its item has focus
//   data-needs="#x" on such a button: a field that must be filled first; the key goes there instead
//   data-bulk       a region with checkboxes data-pick; data-bulk-count, data-pick-all, data-pick-none inside it
//   data-copy="#x"  copies that element's text or value
//   data-focus      takes the focus when the page, or a part of it, arrives
//   data-js         shown only where scripts run (has the hidden attribute)
//   data-menu       a <details> that closes on Escape and on a click elsewhere

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const isField = (element) => element.matches("input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]");

function say(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

// ------------------------------------------------------------------ items and letter keys

let last = null; // the id of the item that had the focus last

function become(item) {
  const list = item.closest("[data-items]");
  for (const other of all("[data-item]", list)) {
    other.tabIndex = other === item ? 0 : -1;
    other.classList.toggle("vt-cur", other === item);
  }
  last = item.id;
}

function go(item) {
  if (!item) return;
  become(item);
  item.focus();
  item.scrollIntoView({ block: "nearest" });
}

function neighbour(item, step) {
  const items = all("[data-item]");
  return items[items.indexOf(item) + step];
}

function nextTodo(item) {
  const items = all("[data-item]");
  const at = items.indexOf(item);
  return [...items.slice(at + 1), ...items.slice(0, at)].find((one) => "todo" in one.dataset);
}

function press(item, letter) {
  const target = item.querySelector(`[data-key="${letter}"]`) ?? (letter === "z" ? document.querySelector('[data-key="z"]') : null);
  if (!target || target.getAttribute("aria-disabled") === "true") return false;
  const needed = target.dataset.needs && document.querySelector(target.dataset.needs);
  if (needed && !needed.value.trim()) needed.focus();
  else target.click();
  return true;
}

function onLetter(event) {
  const item = event.target.closest?.("[data-item]");
  if (!item) return;
  const letter = event.key.toLowerCase();
  let done = true;
  if (letter === "j") go(neighbour(item, 1));
  else if (letter === "k") go(neighbour(item, -1));
  else done = press(item, letter);
  if (done) event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") return onEscape(event);
  if (isField(event.target)) return;
  if (event.key === "/") {
    const search = document.getElementById("search");
    if (search?.offsetParent) { search.focus(); event.preventDefault(); }
  } else if (event.key.length === 1 && document.body.dataset.letterKeys !== "off") onLetter(event);
});

function onEscape(event) {
  const menu = document.querySelector("[data-menu][open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); return; }
  const item = isField(event.target) && event.target.closest("[data-item]");
  if (item) go(item);
}

// While a pointer is down nothing is folded above it: what moves between down and up is not clicked.
let isDown = false;
let chosen = null;

document.addEventListener("focusin", (event) => {
  const item = event.target.closest("[data-item]");
  if (item && isDown) chosen = item;
  else if (item) become(item);
});

document.addEventListener("pointerdown", () => { isDown = true; });
for (const up of ["pointerup", "pointercancel"]) {
  document.addEventListener(up, () => setTimeout(() => {
    isDown = false;
    if (chosen?.isConnected) become(chosen);
    chosen = null;
  }));
}

document.addEventListener("click", (event) => {
  const open = document.querySelector("[data-menu][open]");
  if (open && !open.contains(event.target)) open.open = false;
});

// ------------------------------------------------------------------ selecting many

function count(region) {
  const picks = all("[data-pick]", region);
  const chosen = picks.filter((box) => box.checked).length;
  for (const out of all("[data-bulk-count]", region)) out.textContent = chosen;
  for (const master of all("[data-pick-all]", region)) {
    master.checked = chosen > 0 && chosen === picks.length;
    master.indeterminate = chosen > 0 && chosen < picks.length;
  }
}

document.addEventListener("change", (event) => {
  const region = event.target.closest("[data-bulk]");
  if (!region) return;
  if (event.target.matches("[data-pick-all]")) for (const box of all("[data-pick]", region)) box.checked = event.target.checked;
  count(region);
});

document.addEventListener("click", async (event) => {
  const none = event.target.closest("[data-pick-none]");
  if (none) {
    const region = none.closest("[data-bulk]");
    for (const box of all("[data-pick]", region)) box.checked = false;
    count(region);
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const from = document.querySelector(copy.dataset.copy);
    await navigator.clipboard.writeText((from.value ?? from.textContent).trim());
    say(copy.dataset.copied ?? "Copied.");
  }
  const off = event.target.closest("[aria-disabled=true]");
  if (off) event.preventDefault();
}, true);

// ------------------------------------------------------------------ when a page or a part of it arrives

function arrive(root) {
  for (const element of all("[data-js][hidden]", root)) element.hidden = false;
  for (const region of all("[data-bulk]")) count(region);
  for (const list of all("[data-items]")) {
    const items = all("[data-item]", list);
    if (items.length && !items.some((item) => item.tabIndex === 0)) items[0].tabIndex = 0;
  }
}

function begin() {
  arrive(document);
  document.querySelector("[data-focus]")?.focus();
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && "item" in target.dataset) go(target);
}

document.addEventListener("htmx:after:swap", () => {
  arrive(document);
  const wanted = document.querySelector("[data-focus]:not([data-focused])");
  if (wanted) { wanted.dataset.focused = ""; wanted.focus(); return; }
  const item = last && document.getElementById(last);
  // htmx gives the focus back to a new row of the same id: from a row that is decided it goes on
  if (item && [document.body, item].includes(document.activeElement)) go("todo" in item.dataset ? item : nextTodo(item) ?? item);
});

// what a printed page must not leave folded
window.addEventListener("beforeprint", () => { for (const one of all("details:not([data-menu])")) { one.dataset.was = one.open; one.open = true; } });
window.addEventListener("afterprint", () => { for (const one of all("details[data-was]")) { one.open = one.dataset.was === "true"; delete one.dataset.was; } });

begin();
