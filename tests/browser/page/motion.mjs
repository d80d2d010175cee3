// A run, a jump and a turn of five seconds, then rest; steps of 1/60 s that do not depend on any clock.
import * as THREE from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { VRMAnimationLoaderPlugin, VRMLookAtQuaternionProxy, createVRMAnimationClip } from '@pixiv/three-vrm-animation';

const STEP = 1 / 60; // seconds
const FADE = 0.2; // seconds from one clip to the next
const REST = 4; // seconds of standing still, after the motion
const STILL = 0.5; // seconds at the end of the rest, over which joints must not turn
const smooth = (x) => x * x * (3 - 2 * x);
// clip: index into the list of files. at: metres forwards and upwards and turns of the whole figure, for 0..1 of the phase.
const PHASES = [
  { name: 'run', clip: 0, seconds: 2.0, at: (u) => ({ forward: 3.0 * u, up: 0, turn: 0 }) },
  { name: 'jump', clip: 1, seconds: 1.5, at: (u) => ({ forward: 3.0, up: 0.35 * 4 * u * (1 - u), turn: 0 }) },
  { name: 'turn', clip: 2, seconds: 1.5, at: (u) => ({ forward: 3.0, up: 0, turn: smooth(u) }) },
  { name: 'rest', clip: 2, seconds: REST, at: () => ({ forward: 3.0, up: 0, turn: 1 }) },
];

// The clip of a .vrma file for this VRM.
export async function clipOf(url, vrm) {
  const loader = new GLTFLoader().register((parser) => new VRMAnimationLoaderPlugin(parser));
  const gltf = await loader.loadAsync(url);
  if (!vrm.scene.getObjectByName('gaze')) {
    const gaze = new VRMLookAtQuaternionProxy(vrm.lookAt);
    gaze.name = 'gaze';
    vrm.scene.add(gaze);
  }
  return createVRMAnimationClip(gltf.userData.vrmAnimations[0], vrm);
}

// What is watched of one joint: its tail, which is what collides.
class Watched {
  constructor(joint, solids, from) {
    Object.assign(this, { joint, solids, from });
    this.name = joint.bone.name;
    this.length = this.reach().distanceTo(this.root());
    this.deepest = -Infinity; // metres, and where
    this.depths = new Map();
    this.swing = 0; // degrees from the rest direction, in the frame of the parent
    this.jerk = 0; // degrees in one step
    this.stretch = 1;
    this.last = joint.bone.quaternion.clone();
  }

  root() { return new THREE.Vector3().setFromMatrixPosition(this.joint.bone.matrixWorld); }

  reach() { return this.joint.bone.localToWorld(this.joint.initialLocalChildPosition.clone()); }

  rest() {
    for (const solid of this.solids) this.depths.set(solid, Math.max(0, -solid.gap(this.reach())));
  }

  // A tail that lies inside at rest (roots of hair in the skull) may stay as deep as it was.
  step(phase) {
    const tail = this.reach();
    for (const solid of this.solids) {
      const depth = -solid.gap(tail) - this.depths.get(solid);
      if (depth > this.deepest) Object.assign(this, { deepest: depth, at: phase, into: solid.name });
    }
    const now = this.joint.bone.quaternion;
    this.swing = Math.max(this.swing, degrees(now, this.from));
    this.jerk = Math.max(this.jerk, degrees(now, this.last));
    const ratio = this.reach().distanceTo(this.root()) / this.length;
    this.stretch = Math.max(this.stretch, ratio, 1 / ratio);
    this.last.copy(now);
  }
}

function degrees(a, b) {
  return THREE.MathUtils.radToDeg(a.angleTo(b));
}

// A sphere or capsule fixed to a node: those of the figure as built, for a file with few springs holds few of them.
class Solid {
  constructor(stage, { node, offset, tail, radius }) {
    const flip = stage.vrm.meta.metaVersion === '0' ? -1 : 1; // VRM 0.x faces the other way
    const local = ([x, y, z]) => new THREE.Vector3(flip * x, y, flip * z);
    Object.assign(this, { name: node, radius, bone: stage.root.getObjectByName(node) });
    this.line = new THREE.Line3(local(offset), local(tail ?? offset));
  }

  // Metres from a point of the world to the surface, below 0 inside.
  gap(point) {
    const at = this.bone.worldToLocal(point.clone());
    return this.line.closestPointToPoint(at, true, new THREE.Vector3()).distanceTo(at) - this.radius;
  }
}

export async function travel(stage, urls, solids) {
  const { vrm } = stage;
  if (!vrm.springBoneManager || vrm.springBoneManager.joints.size === 0) return { joints: [] };
  const clips = await Promise.all(urls.map((url) => clipOf(url, vrm)));
  const mover = new THREE.Object3D();
  stage.scene.add(mover);
  mover.add(vrm.scene);
  const mixer = new THREE.AnimationMixer(vrm.scene);
  const actions = clips.map((clip) => mixer.clipAction(clip));
  const step = ({ forward, up, turn }) => {
    mover.position.set(0, up, forward);
    mover.rotation.y = 2 * Math.PI * turn;
    mixer.update(STEP);
    mover.updateMatrixWorld(true);
    vrm.update(STEP);
    mover.updateMatrixWorld(true);
  };

  let action = actions[2].play();
  const bodies = solids.map((s) => new Solid(stage, s));
  const from = new Map([...vrm.springBoneManager.joints].map((j) => [j, j.bone.quaternion.clone()]));
  for (let i = 0; i < 180; i += 1) step({ forward: 0, up: 0, turn: 0 });
  const watched = [...vrm.springBoneManager.joints].map((j) => new Watched(j, bodies, from.get(j)));
  watched.forEach((w) => w.rest());

  const late = new Map();
  for (const { name, clip, seconds, at } of PHASES) {
    if (actions[clip] !== action) {
      actions[clip].reset().play();
      action.crossFadeTo(actions[clip], FADE, false);
      action = actions[clip];
    }
    const count = Math.round(seconds / STEP);
    for (let i = 0; i < count; i += 1) {
      step(at((i + 1) / count));
      watched.forEach((w) => w.step(name));
      if (name === 'rest' && i === count - Math.round(STILL / STEP)) watched.forEach((w) => late.set(w, w.last.clone()));
    }
  }
  return {
    joints: watched.map((w) => ({
      name: w.name, depth: w.deepest, phase: w.at, into: w.into ?? null, swing: w.swing, jerk: w.jerk,
      stretch: w.stretch, residual: degrees(w.joint.bone.quaternion, late.get(w)),
    })),
  };
}
