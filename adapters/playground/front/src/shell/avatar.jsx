// A person's initials on a colour of their own.

const COLOURS = 8;

export function Avatar({ name, app = false, size = "m" }) {
  const colour = app ? "app" : sum(name) % COLOURS;
  return (
    <span class={`avatar avatar-${size}`} data-colour={colour} aria-hidden="true">
      {app ? "▲▲" : initials(name)}
    </span>
  );
}

function initials(name) {
  const words = [...(name || "?").matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) => word);
  if (!words.length) return "?";
  const chosen = words.length === 1 ? [words[0]] : [words[0], words[words.length - 1]];
  return chosen.map((word) => [...word][0].toLocaleUpperCase()).join("");
}

function sum(text) {
  let total = 0;
  for (const character of text || "") total = (total * 31 + character.codePointAt(0)) % 65521;
  return total;
}
