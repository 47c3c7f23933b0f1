// The log of a channel or thread: only what is near the window is drawn.

import { memo } from "preact/compat";
import { useEffect, useRef, useState } from "preact/hooks";
import { Log } from "../shell/log.jsx";
import { MessageRow } from "./message.jsx";
import { alike, CHUNK, chunked } from "./rows.js";

const GUESS = 64;
const LAST = 4;

/** `name` says which conversation it is; `rows` as `rowsOf` gives them. */
export function Rows({ name, label, rows, scene, empty }) {
  const chunks = chunked(rows);
  const newest = rows.at(-1);
  return (
    <Log name={name} label={label} newest={newest?.key} own={newest?.message.user === scene.own}>
      {(near) => (
        <>
          {empty}
          {chunks.map((chunk, number) => (
            <Chunk key={`${name}/${number}`} rows={chunk} scene={scene} near={near} last={number >= chunks.length - LAST} />
          ))}
        </>
      )}
    </Log>
  );
}

const Chunk = memo(
  function Chunk({ rows, scene, near, last }) {
    const box = useRef();
    const height = useRef(CHUNK * GUESS);
    const [shown, setShown] = useState(last);
    const drawn = shown || last;

    useEffect(() => {
      const element = box.current;
      return near.follow(element, (isNear) => {
        if (isNear) {
          setShown(true);
          return;
        }
        if (element.childElementCount) height.current = element.offsetHeight;
        // What has focus is never taken away.
        if (!element.contains(document.activeElement)) setShown(false);
      });
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
