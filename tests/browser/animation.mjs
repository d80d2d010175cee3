// node animation.mjs FILE... : reads each .vrma with three-vrm-animation and prints what it found as JSON, one a line.
import { readFile } from 'node:fs/promises';
import { VRMAnimationLoaderPlugin } from '@pixiv/three-vrm-animation';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';

const messages = [];
for (const level of ['warn', 'error']) console[level] = (...words) => messages.push(`${level}: ${words.join(' ')}`);

const first = (tracks) => Object.fromEntries([...tracks].map(([name, t]) => [name, [...t.values].slice(0, t.getValueSize())]));
const largest = (tracks) => Object.fromEntries([...tracks].map(([name, t]) => [name, Math.max(...t.values)]));

async function read(path) {
  const data = await readFile(path);
  const loader = new GLTFLoader().register((parser) => new VRMAnimationLoaderPlugin(parser));
  const gltf = await loader.parseAsync(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength), '');
  const [animation] = gltf.userData.vrmAnimations;
  return {
    file: path,
    animations: gltf.userData.vrmAnimations.length,
    duration: animation.duration,
    hips: animation.restHipsPosition.toArray(),
    rotations: first(animation.humanoidTracks.rotation),
    translations: first(animation.humanoidTracks.translation),
    presets: largest(animation.expressionTracks.preset),
    custom: largest(animation.expressionTracks.custom),
    messages: messages.splice(0),
  };
}

for (const path of process.argv.slice(2)) console.log(JSON.stringify(await read(path)));
