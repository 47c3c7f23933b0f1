// A button that opens a menu: arrow keys move in it, Escape closes it, focus returns to the button.

import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";

/**
 * `items`: `{label, hint?, checked?, danger?, disabled?, test?, onPick}`, `{heading}`, or "-" for a line.
 * `button`: what the button shows; `label`: its name for those who cannot see it, unless what it shows is `named`.
 */
export function Menu({ label, button, items, className = "icon", test, end = true, stay = false, named = false }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const opener = useRef();
  const box = useRef();

  useEffect(() => {
    if (!open) return undefined;
    const away = (event) => {
      if (!box.current?.contains(event.target) && !opener.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("mousedown", away);
    return () => document.removeEventListener("mousedown", away);
  }, [open]);

  useLayoutEffect(() => {
    if (!open) return;
    box.current.showPopover();
    place(box.current, opener.current, end);
    choices(box.current)[0]?.focus();
  }, [open]);

  function close() {
    setOpen(false);
    opener.current.focus();
  }

  function pressed(event) {
    const all = choices(box.current);
    const here = all.indexOf(document.activeElement);
    const to = {
      ArrowDown: (here + 1) % all.length,
      ArrowUp: (here - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all[to]?.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") {
      setOpen(false);
    }
  }

  function pick(item) {
    if (!stay) close();
    item.onPick();
  }

  return (
    <span class="menu">
      <button
        type="button"
        class={className}
        ref={opener}
        aria-label={named ? undefined : label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        data-test={test}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" || open) return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {button}
      </button>
      {open && (
        <div class="menu-box floating" popover="manual" role="menu" aria-label={label} id={id} ref={box} onKeyDown={pressed}>
          {items.map((item, number) => {
            if (item === "-") return <hr key={number} role="separator" />;
            if (item.heading) return <p key={number} class="menu-heading" role="presentation">{item.heading}</p>;
            const checks = item.checked !== undefined;
            return (
              <button
                key={number}
                type="button"
                class={item.danger ? "menu-item danger" : "menu-item"}
                role={checks ? "menuitemcheckbox" : "menuitem"}
                aria-checked={checks ? item.checked : undefined}
                aria-disabled={item.disabled ? "true" : undefined}
                data-test={item.test}
                tabIndex={-1}
                onClick={() => !item.disabled && pick(item)}
              >
                {checks && <span class="menu-check" aria-hidden="true">{item.checked ? "✓" : ""}</span>}
                <span class="menu-label">
                  <span dir="auto">{item.label}</span>
                  {item.hint && <small dir="auto">{item.hint}</small>}
                </span>
              </button>
            );
          })}
        </div>
      )}
    </span>
  );
}

const choices = (box) => (box ? [...box.querySelectorAll("[role^=menuitem]")] : []);

/**
 * Puts a floating box beside its opener, inside the window.
 *
 * It is a popover, since messages off screen are contained and would clip it. Its place is set through the DOM: the
 * page's policy allows no style attribute in markup.
 */
export function place(box, opener, end = false) {
  const at = opener.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const gap = 4;
  const below = innerHeight - at.bottom - gap;
  const top = size.height <= below || below >= at.top ? at.bottom + gap : Math.max(gap, at.top - gap - size.height);
  const left = end ? at.right - size.width : at.left;
  box.style.top = `${top}px`;
  box.style.left = `${Math.max(gap, Math.min(left, innerWidth - size.width - gap))}px`;
  box.style.maxHeight = `${Math.max(120, innerHeight - top - gap * 2)}px`;
}
