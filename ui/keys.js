// letters that act on the page are silent while a dialog or a menu is open: Streamlit would still act on them
const OPEN = '[role="dialog"], [role="menu"], [role="listbox"]';
let isWatching = false;

export default function keys() {
  if (isWatching) return;
  isWatching = true;
  window.addEventListener("keydown", silence, true);
}

function silence(event) {
  const isLetter = event.key && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isLetter || isWritten(event.target) || !document.querySelector(OPEN)) return;
  event.stopPropagation();
}

function isWritten(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
}
