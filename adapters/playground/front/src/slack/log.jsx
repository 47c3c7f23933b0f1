// The scrolling log of a conversation: only what is near the window is drawn, and it stays at its end while one is there.

import { memo } from "preact/compat";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { MessageRow } from "./message.jsx";
import { alike, CHUNK, chunked } from "./rows.js";

const NEAR = "600px 0px";
const END = 60;
const GUESS = 64;
const LAST = 4;

/** `name` says which conversation it is; `rows` as `rowsOf` gives them. */
export function Log({ name, label, rows, scene, empty }) {
  const box = useRef();
  const inner = useRef();
  const stuck = useRef(true);
  const [behind, setBehind] = useState(false);
  const near = useMemo(() => nearness(box), []);
  const newest = rows.length ? rows[rows.length - 1].key : "";
  const chunks = chunked(rows);

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
    if (stuck.current || rows[rows.length - 1]?.message.user === scene.own) toEnd();
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
      log.closest(".log-place").parentElement.querySelector("textarea:not(:disabled)")?.focus();
    } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && (event.target === log || event.target === here)) {
      const all = [...log.querySelectorAll("article")];
      const next = here ? all[all.indexOf(here) + (event.key === "ArrowUp" ? -1 : 1)] : all[all.length - 1];
      if (!next) return;
      event.preventDefault();
      next.focus();
    }
  }

  return (
    <div class="log-place">
      <div class="log" role="log" aria-live="polite" aria-label={label} tabIndex={0} ref={box} onScroll={scrolled} onKeyDown={moved}>
        <div class="log-inner" ref={inner}>
          {empty}
          {chunks.map((chunk, number) => (
            <Chunk
              key={`${name}/${number}`}
              rows={chunk}
              scene={scene}
              near={near}
              last={number >= chunks.length - LAST}
            />
          ))}
        </div>
      </div>
      {behind && (
        <button
          type="button"
          class="jump"
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

/** One watch over all chunks of a log: `follow(element, told)` calls `told(whether it is near)`, and gives what ends it. */
function nearness(root) {
  const followed = new Map();
  let watch = null;
  return {
    follow(element, told) {
      watch ||= new IntersectionObserver(
        (entries) => entries.forEach((entry) => followed.get(entry.target)?.(entry.isIntersecting)),
        { root: root.current, rootMargin: NEAR },
      );
      followed.set(element, told);
      watch.observe(element);
      return () => {
        followed.delete(element);
        watch.unobserve(element);
      };
    },
    end: () => watch?.disconnect(),
  };
}

// At most one chunk is drawn in a frame, so that scrolling fast through thousands of messages never holds the page.
const waiting = new Map();
let frame = 0;

function soon(chunk, draw) {
  waiting.set(chunk, draw);
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

const Chunk = memo(
  function Chunk({ rows, scene, near, last }) {
    const box = useRef();
    const height = useRef(CHUNK * GUESS);
    const [shown, setShown] = useState(last);
    const drawn = shown || last;

    useEffect(() => {
      const element = box.current;
      const end = near.follow(element, (isNear) => {
        if (isNear) {
          soon(element, () => setShown(true));
          return;
        }
        waiting.delete(element);
        if (element.childElementCount) height.current = element.offsetHeight;
        // What has focus is never taken away.
        if (!element.contains(document.activeElement)) setShown(false);
      });
      return () => {
        waiting.delete(element);
        end();
      };
    }, []);

    // Older messages that come into view are no news to anybody who listens.
    return (
      <div class="chunk" ref={box} aria-live={last ? undefined : "off"} style={drawn ? { height: "" } : { height: `${height.current}px` }}>
        {drawn && rows.map((row) => <Row key={row.key} row={row} scene={scene} />)}
      </div>
    );
  },
  (one, other) => one.scene === other.scene && one.last === other.last && alike(one.rows, other.rows),
);

function Row({ row, scene }) {
  return (
    <>
      {row.day && (
        <p class="day">
          <span>{row.day}</span>
        </p>
      )}
      {row.unread && (
        <p class="unread-line" data-test="unread-line">
          <span>New</span>
        </p>
      )}
      <MessageRow row={row} scene={scene} />
    </>
  );
}
