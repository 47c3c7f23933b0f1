// What a person wrote, as text: mentions of who is there stand out, and addresses become links.

const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/;

/** `names`: full names that can be mentioned; `own` is the viewer's. */
export function Words({ text, names, own }) {
  return (
    <p class="tm-words" dir="auto">
      {pieces(text, names).map((piece, number) => {
        if (piece.startsWith("@") && names.includes(piece.slice(1))) {
          return (
            <span key={number} class={piece.slice(1) === own ? "tm-mention tm-mention-own" : "tm-mention"}>
              {piece.slice(1)}
            </span>
          );
        }
        if (ADDRESS.test(piece) && URL.canParse(piece)) {
          return (
            <a key={number} href={piece} target="_blank" rel="noopener noreferrer">
              {piece}
            </a>
          );
        }
        return piece;
      })}
    </p>
  );
}

function pieces(text, names) {
  // The longest first: "@Ana Lima" before "@Ana".
  const mentions = [...names].sort((one, other) => other.length - one.length).map((name) => `@${escaped(name)}`);
  return text.split(new RegExp(`(${[...mentions, ADDRESS.source].join("|")})`, "u")).filter(Boolean);
}

const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
