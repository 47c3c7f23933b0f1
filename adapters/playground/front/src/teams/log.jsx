// The scrolling log of a conversation on Teams: what is near the window is drawn, and it stays at its end while one is
// there.

import { memo } from "preact/compat";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Composer } from "./composer.jsx";
import { Post } from "./message.jsx";
import { alike } from "./rows.js";

const NEAR = "800px 0px";
const END = 60;
const LAST = 8;
const FOLDED_FROM = 5;
const UNFOLDED = 2;

/** `units` as `threadsOf` or `singlesOf` give them; `scene` as the conversation makes it. */
export function Log({ name, label, units, scene, empty }) {
  const box = useRef();
  const inner = useRef();
  const stuck = useRef(true);
  const [behind, setBehind] = useState(false);
  const newest = units[units.length - 1];

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
    if (stuck.current || newest?.root?.author === scene.viewer.account.user) toEnd();
    else setBehind(true);
  }, [newest?.key]);

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
      log.closest(".tm-talk").querySelector(".tm-foot textarea")?.focus();
    } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && (event.target === log || event.target === here)) {
      const all = [...log.querySelectorAll("article")];
      const next = here ? all[all.indexOf(here) + (event.key === "ArrowUp" ? -1 : 1)] : all[all.length - 1];
      if (!next) return;
      event.preventDefault();
      next.focus();
    }
  }

  return (
    <div class="tm-log-place">
      <div class="tm-log" role="log" aria-live="polite" aria-label={label} tabIndex={0} ref={box} onScroll={scrolled} onKeyDown={moved}>
        <div class="tm-log-inner" ref={inner}>
          {!units.length && empty}
          {units.map((unit, number) => (
            <Unit key={unit.key} unit={unit} scene={scene} root={box} last={number >= units.length - LAST} />
          ))}
        </div>
      </div>
      {behind && (
        <button
          type="button"
          class="tm-jump"
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

// At most one unit is drawn in a frame, so that scrolling fast through thousands never holds the page.
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

/** Drawn once it comes near, and from then on kept: somebody may have typed into its card. */
const Unit = memo(
  function Unit({ unit, scene, root, last }) {
    const box = useRef();
    const [near, setNear] = useState(last);

    useEffect(() => {
      if (near) return undefined;
      const element = box.current;
      const watch = new IntersectionObserver(
        ([entry]) => {
          if (entry.isIntersecting) soon(element, () => setNear(true));
          else waiting.delete(element);
        },
        { root: root.current, rootMargin: NEAR },
      );
      watch.observe(element);
      return () => {
        waiting.delete(element);
        watch.disconnect();
      };
    }, [near]);

    // Older messages that come into view are no news to anybody who listens.
    return (
      <div class={near ? "tm-unit" : "tm-unit tm-unit-far"} ref={box} aria-live={last ? undefined : "off"}>
        {near && (
          <>
            {unit.day && (
              <p class="tm-day">
                <span>{unit.day}</span>
              </p>
            )}
            {scene.threads ? <Thread unit={unit} scene={scene} /> : <Post message={unit.root} scene={scene} grouped={unit.grouped} />}
          </>
        )}
      </div>
    );
  },
  (one, other) => one.scene === other.scene && one.last === other.last && alike(one.unit, other.unit),
);

/** A first message, its replies under it, and where to reply. */
function Thread({ unit, scene }) {
  const { root, replies, key } = unit;
  const draft = { map: scene.store.drafts, key: `${scene.viewer.account.user}/${scene.conversation}/${key}` };
  const [whole, setWhole] = useState(false);
  const [replying, setReplying] = useState(Boolean(draft.map.get(draft.key)));
  const reply = useRef();
  const folds = !whole && replies.length >= FOLDED_FROM;
  const shown = folds ? replies.slice(-UNFOLDED) : replies;
  const folded = replies.length - shown.length;

  function leave() {
    setReplying(false);
    requestAnimationFrame(() => reply.current?.focus());
  }

  return (
    <div class="tm-thread" role="group" data-test="thread" aria-label={replies.length ? `Conversation, ${counted(replies.length)}` : "Conversation"}>
      {root ? <Post message={root} scene={scene} /> : <p class="tm-gone">This message was deleted.</p>}
      {folded > 0 && (
        <button type="button" class="tm-more" data-test="more-replies" onClick={() => setWhole(true)}>
          See {folded} more {folded === 1 ? "reply" : "replies"}
        </button>
      )}
      {shown.length > 0 && (
        <div class="tm-replies">
          {shown.map((message) => (
            <Post key={message.id} message={message} scene={scene} />
          ))}
        </div>
      )}
      {replying && scene.writable ? (
        <div class="tm-reply-box">
          <Composer
            label="Reply"
            test="composer-teams-reply"
            people={scene.mentionable}
            commands={scene.commands}
            offers={[]}
            draft={draft}
            send={async (text) => {
              const fine = await scene.say(text, key);
              if (fine) leave();
              return fine;
            }}
            onLeave={leave}
          />
        </div>
      ) : (
        scene.writable && (
          <button type="button" class="tm-reply" data-test="reply" ref={reply} onClick={() => setReplying(true)}>
            ↩ Reply
          </button>
        )
      )}
    </div>
  );
}

const counted = (replies) => (replies === 1 ? "1 reply" : `${replies} replies`);
