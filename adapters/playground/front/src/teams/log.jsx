// The log of a channel or chat on Teams: what comes near the window is drawn.

import { memo } from "preact/compat";
import { useEffect, useRef, useState } from "preact/hooks";
import { Log } from "../shell/log.jsx";
import { Composer } from "./composer.jsx";
import { Post } from "./message.jsx";
import { alike } from "./rows.js";

const LAST = 8;
const FOLDED_FROM = 5;
const UNFOLDED = 2;

/** `units` as `threadsOf` or `singlesOf` give them; `scene` as the conversation makes it. */
export function Units({ name, label, units, scene, empty }) {
  const newest = units.at(-1);
  return (
    <Log kind="tm-" name={name} label={label} newest={newest?.key} own={newest?.root?.author === scene.viewer.account.user}>
      {(near) => (
        <>
          {!units.length && empty}
          {units.map((unit, number) => (
            <Unit key={unit.key} unit={unit} scene={scene} follows={near} last={number >= units.length - LAST} />
          ))}
        </>
      )}
    </Log>
  );
}

/** Drawn once it comes near, and from then on kept: somebody may have typed into its card. */
const Unit = memo(
  function Unit({ unit, scene, follows, last }) {
    const box = useRef();
    const [near, setNear] = useState(last);

    useEffect(() => {
      if (near) return undefined;
      return follows.follow(box.current, (isNear) => isNear && setNear(true));
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
