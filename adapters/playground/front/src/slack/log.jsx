// The scrolling log of a conversation: only what is near the window is drawn, and it stays at its end while one is there.

import { memo } from "preact/compat";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
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

  return (
    <div class="log-place">
      <div class="log" role="log" aria-live="polite" aria-label={label} tabIndex={0} ref={box} onScroll={scrolled}>
        <div class="log-inner" ref={inner}>
          {empty}
          {chunks.map((chunk, number) => (
            <Chunk
              key={`${name}/${number}`}
              rows={chunk}
              scene={scene}
              root={box}
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
  function Chunk({ rows, scene, root, last }) {
    const box = useRef();
    const height = useRef(CHUNK * GUESS);
    const [near, setNear] = useState(last);
    const drawn = near || last;

    useEffect(() => {
      const element = box.current;
      const watch = new IntersectionObserver(
        ([entry]) => {
          if (entry.isIntersecting) {
            soon(element, () => setNear(true));
          } else {
            waiting.delete(element);
            if (element.childElementCount) height.current = element.offsetHeight;
            // What has focus is never taken away.
            if (!element.contains(document.activeElement)) setNear(false);
          }
        },
        { root: root.current, rootMargin: NEAR },
      );
      watch.observe(element);
      return () => {
        waiting.delete(element);
        watch.disconnect();
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
