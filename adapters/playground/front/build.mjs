// Bundles the page into the folder that is named: `node build.mjs FOLDER`.

import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));

const folder = process.argv[2];
if (!folder) {
  console.error("Say where to: node build.mjs FOLDER");
  process.exit(2);
}
const out = resolve(folder);
await mkdir(out, { recursive: true });

const shared = {
  absWorkingDir: HERE,
  outdir: out,
  bundle: true,
  minify: true,
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};
// The gallery is also opened as a file, where no browser loads modules.
const built = await Promise.all([
  build({ ...shared, entryPoints: { main: "src/main.jsx" }, format: "esm" }),
  build({ ...shared, entryPoints: { gallery: "src/gallery.jsx" }, format: "iife" }),
]);
for (const name of ["index.html", "gallery.html", "favicon.svg"]) await copyFile(join(HERE, "src", name), join(out, name));
await writeFile(join(out, "licences.txt"), await licences(built.flatMap(({ metafile }) => Object.keys(metafile.inputs))));

/** The licence of every package of which something ended up in the bundle. */
async function licences(files) {
  const packages = new Set(
    files.map((file) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean),
  );
  const texts = [];
  for (const name of [...packages].sort()) {
    const home = join(HERE, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(home, "package.json"), "utf8"));
    const found = (await readdir(home)).filter((file) => /^licen[cs]e/i.test(file));
    if (!found.length) throw new Error(`${name} has no licence file`);
    const all = await Promise.all(found.map((file) => readFile(join(home, file), "utf8")));
    texts.push(`${name} ${version} (${license})\n\n${all.join("\n").trim()}\n`);
  }
  return texts.join(`\n${"-".repeat(100)}\n\n`);
}
