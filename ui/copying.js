// copies the text field named by `data.field`; works on plain http, where the clipboard API is missing
const DONE = 2500;

export default function copying({ data, parentElement, setTriggerValue }) {
  let button = parentElement.querySelector("button");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    parentElement.appendChild(button);
  }
  button.textContent = data.label;
  button.onclick = () => {
    const field = document.querySelector(`.st-key-${CSS.escape(data.field)} :is(textarea, input)`);
    if (!field) return;
    const isCopied = copy(field);
    button.textContent = isCopied ? data.done : data.failed;
    if (isCopied) setTriggerValue("copied", field.value);
    else field.select();
    setTimeout(() => (button.textContent = data.label), DONE);
  };
}

// read-only while it is selected: else a phone opens its keyboard
function copy(field) {
  const back = document.activeElement;
  const wasReadOnly = field.readOnly;
  field.readOnly = true;
  field.focus({ preventScroll: true });
  field.setSelectionRange(0, field.value.length);
  let isCopied = false;
  try {
    isCopied = document.execCommand("copy");
  } finally {
    field.readOnly = wasReadOnly;
    field.setSelectionRange(0, 0);
    if (back) back.focus({ preventScroll: true });
  }
  return isCopied;
}
