// The scrolling log of a conversation: it stays at its end while one is there, and tells its parts when they come near.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

const NEAR = "600px 0px";
const END = 60;

/**
 * `name` says which conversation it is, `newest` its last message, and `own` whether that is the viewer's. `kind` begins
 * the names of its classes. `children` is given what a part follows to be told whether it is near, as `nearness` has it.
 * Where one writes stands right after it.
 */
export function Log({ name, label, newest, own, kind = "", children }) {
  const box = useRef();
  const inner = useRef();
  const stuck = useRef(true);
  const [behind, setBehind] = useState(false);
  const near = useMemo(() => nearness(box), []);

  useLayoutEffect(() => {
    stuck.current = true;
    setBehind(false);
    toEnd();
    // Heights are guesses until drawn: as they settle, the end moves.
    const watch = new ResizeObserver(() => stuck.current && toEnd());
    watch.observe(inner.current);
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [name]);
  useEffect(() => () => near.end(), []);

  useLayoutEffect(() => {
    if (stuck.current || own) toEnd();
    else setBehind(true);
  }, [newest]);

  function toEnd() {
    box.current.scrollTop = box.current.scrollHeight;
  }

  function scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    stuck.current = scrollHeight - scrollTop - clientHeight < END;
    if (stuck.current && behind) setBehind(false);
  }

  /** Arrow keys go from message to message, Escape to where one writes. */
  function moved(event) {
    const log = box.current;
    const here = event.target.closest("article");
    if (event.key === "Escape") {
      log.parentElement.nextElementSibling?.querySelector("textarea:not(:disabled)")?.focus();
    } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && (event.target === log || event.target === here)) {
      const all = [...log.querySelectorAll("article")];
      const next = here ? all[all.indexOf(here) + (event.key === "ArrowUp" ? -1 : 1)] : all[all.length - 1];
      if (!next) return;
      event.preventDefault();
      next.focus();
    }
  }

  return (
    <div class={`${kind}log-place`}>
      <div class={`${kind}log`} role="log" aria-live="polite" aria-label={label} tabIndex={0} ref={box} onScroll={scrolled} onKeyDown={moved}>
        <div class={`${kind}log-inner`} ref={inner}>
          {children(near)}
        </div>
      </div>
      {behind && (
        <button
          type="button"
          class={`${kind}jump`}
          onClick={() => {
            toEnd();
            setBehind(false);
          }}
        >
          New messages ↓
        </button>
      )}
    </div>
  );
}

/**
 * One watch over all parts of a log: `follow(element, told)` calls `told(whether it is near)`, and gives what ends it.
 *
 * At most one part a frame is told that it is, so that scrolling fast through thousands of messages never holds the page.
 */
function nearness(root) {
  const followed = new Map();
  let watch = null;
  function seen({ target, isIntersecting }) {
    if (isIntersecting) {
      soon(target, () => followed.get(target)?.(true));
      return;
    }
    waiting.delete(target);
    followed.get(target)?.(false);
  }
  return {
    follow(element, told) {
      watch ||= new IntersectionObserver((entries) => entries.forEach(seen), { root: root.current, rootMargin: NEAR });
      followed.set(element, told);
      watch.observe(element);
      return () => {
        waiting.delete(element);
        followed.delete(element);
        watch.unobserve(element);
      };
    },
    end: () => watch?.disconnect(),
  };
}

const waiting = new Map();
let frame = 0;

function soon(element, draw) {
  waiting.set(element, draw);
  frame ||= requestAnimationFrame(next);
}

function next() {
  frame = 0;
  const [first] = waiting;
  if (!first) return;
  waiting.delete(first[0]);
  first[1]();
  if (waiting.size) frame = requestAnimationFrame(next);
}
