const states = new WeakMap();
const FOCUS_AFTER = 350; // a closing drawer still holds the focus until then
const LARGEST = 1.35;

export default function paper({ data, parentElement, setTriggerValue }) {
  const state = states.get(parentElement) || begin(parentElement);
  state.send = setTriggerValue;
  if (state.html !== data.html) redraw(state, data.html);
  choose(state, data.selected);
}

function begin(root) {
  const box = document.createElement("div");
  box.className = "paper";
  root.appendChild(box);
  const state = { box, html: null, selected: "" };
  states.set(root, state);
  box.addEventListener("click", (event) => {
    const code = codeOf(event);
    if (code) state.send("open", code);
  });
  box.addEventListener("pointerover", (event) => light(box, codeOf(event)));
  box.addEventListener("pointerleave", () => light(box, ""));
  box.addEventListener("keydown", walk);
  new ResizeObserver(() => fit(box)).observe(box);
  return state;
}

function codeOf(event) {
  const part = event.target.closest("[data-open]");
  return part ? part.dataset.open : "";
}

function parts(box, code) {
  return code ? box.querySelectorAll(`[data-open="${CSS.escape(code)}"]`) : [];
}

function light(box, code) {
  for (const part of box.querySelectorAll(".hot")) part.classList.remove("hot");
  for (const part of parts(box, code)) part.classList.add("hot");
}

// only a changed string is drawn again: else scrolling and focus would be lost at every rerun
function redraw(state, html) {
  const before = state.box.querySelector("[data-scroll]");
  const kept = before && { scale: before.dataset.scroll, left: before.scrollLeft };
  state.html = html;
  state.box.innerHTML = html;
  for (const group of state.box.querySelectorAll("[data-keys]"))
    group.querySelectorAll("button").forEach((button, n) => (button.tabIndex = n ? -1 : 0));
  fit(state.box);
  const scroll = state.box.querySelector("[data-scroll]");
  if (!scroll) return;
  const same = kept && kept.scale === scroll.dataset.scroll;
  scroll.scrollLeft = same ? kept.left : Number(scroll.dataset.today) - scroll.clientWidth * 0.3;
}

// a drawing narrower than its place grows with it
function fit(box) {
  for (const part of box.querySelectorAll("[data-fit]")) {
    const zoom = Math.min(LARGEST, box.clientWidth / Number(part.dataset.fit));
    part.style.zoom = Math.max(1, zoom).toFixed(3);
  }
}

function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const group = event.target.closest("[data-keys]");
  if (!step || !group) return;
  const buttons = [...group.querySelectorAll("button")];
  const next = buttons[buttons.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function choose(state, code) {
  const last = state.selected;
  if (last === code) return;
  for (const part of state.box.querySelectorAll(".sel")) part.classList.remove("sel");
  for (const part of parts(state.box, code)) part.classList.add("sel");
  state.selected = code;
  if (!code) setTimeout(() => giveBack(state, last), FOCUS_AFTER);
}

// the browser does not return the focus after a drawer closes
function giveBack(state, code) {
  const shown = [...parts(state.box, code)].filter((part) => part.getClientRects().length);
  const button = shown.find((part) => part.tagName === "BUTTON");
  if (button && !state.selected) button.focus({ preventScroll: true });
}
