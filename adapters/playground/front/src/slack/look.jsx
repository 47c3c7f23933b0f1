// How names and dates look to one person: what blocks and texts ask for while they are drawn.

import { presentOf } from "../shell/clock.jsx";
import { clockTime, dayKey, dayName, exact, shortDate } from "../shell/time.js";

/** `channels` are those the person is in. Made anew only when the person changes. */
export function lookOf(store, viewer, channelsNow) {
  const world = () => store.get().world;
  const isBot = (user) => (world().apps?.slack?.bot_users || []).includes(user);

  return {
    zone: viewer.zone,
    isBot,
    /** The home's name of somebody from another workspace, else "". */
    homeOf(user) {
      const home = store.peopleOf("slack").get(user)?.account.home;
      return home && home !== viewer.account.home ? world().homes[home] || "" : "";
    },
    userName: (user) => (isBot(user) ? "Instep" : store.peopleOf("slack").get(user)?.name || ""),
    channelName(id) {
      const seen = channelsNow().find((channel) => channel.id === id);
      return seen?.name || world().channels.find((channel) => channel.platform === "slack" && channel.id === id)?.name || "";
    },
    date: (seconds, format, fallback) => (
      <time dateTime={new Date(seconds * 1000).toISOString()} title={exact(seconds, viewer.zone)}>
        {written(seconds, format, fallback)}
      </time>
    ),
  };

  function written(seconds, format, fallback) {
    const present = presentOf(store.get());
    const near = [-1, 0, 1].some((days) => dayKey(seconds, viewer.zone) === dayKey(present + days * 86400, viewer.zone));
    const pretty = near ? dayName(seconds, viewer.zone, present).toLowerCase() : null;
    const year = exact(seconds, viewer.zone).split(",")[0];
    const words = {
      date_num: dayKey(seconds, viewer.zone),
      date: year,
      date_short: year,
      date_long: year,
      date_pretty: pretty || year,
      date_short_pretty: pretty || shortDate(seconds, viewer.zone),
      date_long_pretty: pretty || year,
      time: clockTime(seconds, viewer.zone),
      time_secs: exact(seconds, viewer.zone).split(", ")[1],
    };
    let known = true;
    const text = format.replace(/\{(\w+)\}/g, (_, name) => {
      known = known && name in words;
      return words[name];
    });
    return known && text ? text : fallback;
  }
}
