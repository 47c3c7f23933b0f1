// A dialog: focus goes in and stays, Escape closes, and focus returns to where it was.

import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";

const FOCUSABLE =
  'a[href],button:not(:disabled),input:not(:disabled),select:not(:disabled),textarea:not(:disabled),[tabindex]:not([tabindex="-1"])';
const FIELD = "input:not(:disabled),select:not(:disabled),textarea:not(:disabled)";

/** `inPane` covers its pane alone, so that the other platform stays in use. */
export function Dialog({ title, onClose, children, footer, before, inPane = false, wide = false, test = "dialog", busy }) {
  const box = useRef();
  const id = useId();

  useLayoutEffect(() => {
    const came = document.activeElement;
    // Whoever is at work on the other platform stays there, and finds it when they come back.
    if (inPane && elsewhere(came, box.current)) return undefined;
    const body = box.current.querySelector(".dialog-body");
    const first = box.current.querySelector("[data-autofocus]") || body.querySelector(FIELD) || body.querySelector(FOCUSABLE);
    (first || box.current).focus();
    return () => {
      if (came instanceof HTMLElement && came.isConnected) came.focus();
    };
  }, []);

  // Only the topmost dialog hears Escape: it is stopped here.
  function pressed(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.key === "Tab") {
      keepIn(event, box.current);
    }
  }

  useEffect(() => {
    // What had focus can vanish when a dialog's content is replaced; what has it elsewhere keeps it.
    if (document.activeElement === document.body) box.current.focus();
  });

  return (
    <div class={inPane ? "veil veil-pane" : "veil"}>
      <div
        class={wide ? "dialog dialog-wide" : "dialog"}
        role="dialog"
        aria-modal="true"
        aria-labelledby={id}
        aria-busy={busy ? "true" : undefined}
        data-test={test}
        tabIndex={-1}
        ref={box}
        onKeyDown={pressed}
      >
        <header class="dialog-head">
          {before}
          <h2 id={id} dir="auto">{title}</h2>
          <button type="button" class="icon" aria-label="Close" onClick={onClose}>
            ✕
          </button>
        </header>
        <div class="dialog-body">{children}</div>
        {footer && <footer class="dialog-foot">{footer}</footer>}
      </div>
    </div>
  );
}

/** Whether what has focus is in another pane than `box`. */
function elsewhere(active, box) {
  const pane = active?.closest(".pane");
  return Boolean(pane) && !pane.contains(box);
}

/** Keeps Tab inside `box`. */
export function keepIn(event, box) {
  const all = [...box.querySelectorAll(FOCUSABLE)].filter((each) => each.offsetParent !== null);
  if (!all.length) {
    event.preventDefault();
    return;
  }
  const [first, last] = [all[0], all[all.length - 1]];
  const active = document.activeElement;
  if (event.shiftKey && (active === first || active === box)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && active === last) {
    event.preventDefault();
    first.focus();
  }
}
