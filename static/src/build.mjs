// Builds static/dist from static/src: one style sheet, one script, the icon sprite, the fonts and
// the logo, each under a name that carries the hash of its content, and manifest.json over them.
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import * as sass from "sass";

const SOURCE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(SOURCE, "../..");
const MODULES = path.join(ROOT, "node_modules");
const DIST = path.join(ROOT, "static/dist");
// The new files are written beside the old ones and swapped in at the end, so that a failed build
// leaves the last good one in place.
const STAGING = path.join(ROOT, `static/.dist-${process.pid}`);
const BROWSERS = ["chrome111", "firefox113", "safari16.2"];

const manifest = {};

/** Writes one file under its hashed name and notes it in the manifest. */
async function emit(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const { name: stem, ext } = path.parse(name);
  const hashed = `${stem}.${hash}${ext}`;
  await writeFile(path.join(STAGING, hashed), bytes);
  manifest[name] = hashed;
}

async function buildFonts() {
  const files = path.join(MODULES, "@fontsource/sarabun/files");
  for (const script of ["thai", "latin"]) {
    for (const weight of [400, 600]) {
      const font = await readFile(path.join(files, `sarabun-${script}-${weight}-normal.woff2`));
      await emit(`sarabun-${script}-${weight}.woff2`, font);
    }
  }
  await emit("sarabun-licence.txt", await readFile(path.join(MODULES, "@fontsource/sarabun/LICENSE")));
}

/** Turns the chosen Bootstrap icons and our own drawings into one sprite of <symbol>s. */
async function buildSprite() {
  const chosen = JSON.parse(await readFile(path.join(SOURCE, "icons.json"), "utf8"));
  const symbols = [];
  for (const [name, icon] of Object.entries(chosen)) {
    const svg = await readFile(path.join(MODULES, `bootstrap-icons/icons/${icon}.svg`), "utf8");
    const body = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>")).replace(/\s*\n\s*/g, "");
    symbols.push(`<symbol id="${name}" viewBox="0 0 16 16" fill="currentColor">${body}</symbol>`);
  }
  await emit("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
  await emit("logo.svg", await readFile(path.join(SOURCE, "images/logo.svg")));
}

async function buildStyles() {
  const compiled = sass.compile(path.join(SOURCE, "scss/app.scss"), {
    loadPaths: [MODULES],
    quietDeps: true,
    // Bootstrap 5.3 can only be taken apart by @import.
    silenceDeprecations: ["import"],
  });
  const css = compiled.css.replace(/url\("asset:([^"]+)"\)/g, (_, name) => {
    if (!manifest[name]) throw new Error(`app.scss asks for ${name}, which the build does not make`);
    return `url("${manifest[name]}")`;
  });
  const minified = await esbuild.transform(css, { loader: "css", minify: true, target: BROWSERS });
  await emit("app.css", minified.code);
}

async function buildScripts() {
  const bundle = await esbuild.build({
    entryPoints: [path.join(SOURCE, "js/app.js")],
    bundle: true,
    minify: true,
    format: "esm",
    target: BROWSERS,
    nodePaths: [MODULES],
    legalComments: "inline",
    write: false,
  });
  await emit("app.js", bundle.outputFiles[0].contents);
}

async function build() {
  await rm(STAGING, { recursive: true, force: true });
  await mkdir(STAGING, { recursive: true });
  await buildFonts();
  await buildSprite();
  await buildStyles();
  await buildScripts();
  await writeFile(path.join(STAGING, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await rm(DIST, { recursive: true, force: true });
  await rename(STAGING, DIST);
}

const started = Date.now();
try {
  await build();
  const count = Object.keys(manifest).length;
  console.log(`Built ${count} files into static/dist in ${Date.now() - started} ms.`);
} catch (error) {
  await rm(STAGING, { recursive: true, force: true });
  console.error(error.message);
  process.exitCode = 1;
}
