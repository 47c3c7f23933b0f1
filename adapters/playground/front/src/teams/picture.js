// A picture in a card, by what it shows: this page fetches nothing from elsewhere.

import { Image } from "adaptivecards/lib/card-elements.js";

export class NamedPicture extends Image {
  internalRender() {
    const drawn = document.createElement("span");
    drawn.className = "picture";
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", this.altText ?? "");
    drawn.textContent = "▨";
    return drawn;
  }
}
