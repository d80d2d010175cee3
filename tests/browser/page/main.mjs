// The page's interface to the node side: window.moeforge.
import { Stage } from '/page/stage.mjs';
import { Actor, GAZES } from '/page/actor.mjs';
import { drawIrises, measure } from '/page/iris.mjs';
import { travel } from '/page/motion.mjs';

const CHANGED = 8; // of 255: a channel that differs by more counts as changed
const stage = new Stage();
let actor;

async function load(url) {
  await stage.load(url);
  actor = new Actor(stage);
  if (stage.vrm?.lookAt) actor.gaze('ahead');
  return summary();
}

function summary() {
  const size = stage.bounds.max.clone().sub(stage.bounds.min);
  return {
    vrm: stage.vrm?.meta.metaVersion ?? null,
    name: stage.vrm?.meta.name ?? stage.vrm?.meta.title ?? null,
    height: size.y,
    soles: stage.bounds.min.y,
    triangles: countTriangles(),
    meshes: stage.meshes().length,
    expressions: actor.expressionNames(),
  };
}

function countTriangles() {
  return stage.meshes().reduce((sum, m) => sum + (m.geometry.index?.count ?? m.geometry.attributes.position.count) / 3, 0);
}

// VRM first-person mode splits meshes; it throws on a mesh without an index buffer.
function firstPerson() {
  stage.vrm.firstPerson?.setup();
  return stage.vrm.firstPerson?.meshAnnotations.length ?? 0;
}

function picture(view, size) {
  stage.look(view, size, size);
  stage.render();
  return stage.pixels();
}

// Changed pixels of the face for each expression at full weight.
function expressionChanges(size = 384) {
  actor.express({});
  const neutral = picture('face', size);
  const changed = actor.expressionNames().map((name) => {
    actor.express({ [name]: 1 });
    return [name, difference(neutral, picture('face', size))];
  });
  actor.express({});
  return Object.fromEntries(changed);
}

function difference(a, b) {
  let count = 0;
  for (let i = 0; i < a.data.length; i += 4) {
    const most = Math.max(...[0, 1, 2].map((c) => Math.abs(a.data[i + c] - b.data[i + c])));
    if (most > CHANGED) count += 1;
  }
  return count;
}

// Iris pixels and places: at rest, under each blink, and for each gaze.
function irises(size = 512) {
  return drawIrises(stage, () => {
    const at = () => measure(picture('face', size));
    const blinks = ['neutral', 'blink', 'blinkLeft', 'blinkRight'].map((name) => {
      actor.express(name === 'neutral' ? {} : { [name]: 1 });
      return [name, at()];
    });
    actor.express({});
    const gazes = Object.keys(GAZES).map((name) => {
      actor.gaze(name);
      return [name, at()];
    });
    actor.gaze('ahead');
    return { ...Object.fromEntries(blinks), gaze: Object.fromEntries(gazes) };
  });
}

function pose({ expression, weight = 1, standing, settle, gaze }) {
  if (standing) actor.stand();
  if (settle && stage.vrm) actor.run(settle);
  if (gaze) actor.gaze(gaze);
  actor.express(expression ? { [expression]: weight } : {});
}

function shoot(view, width, height) {
  stage.look(view, width, height);
  stage.render();
  return stage.renderer.domElement.toDataURL('image/png');
}

window.moeforge = {
  load, firstPerson, isVrm: () => stage.vrm !== null, expressionChanges, irises, pose, shoot, shake: () => actor.shake(),
  travel: (urls, solids) => travel(stage, urls, solids),
};
