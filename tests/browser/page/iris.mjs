// Draws the irises in one flat colour and everything else black, so that visible iris pixels can be counted.
import * as THREE from 'three';

const EYES = ['leftEye', 'rightEye'];
const MARK = { leftEye: [1, 0, 0], rightEye: [0, 1, 0] };

// Swaps materials for the time of `draw`: a vertex is iris when most of its weight is on an eye bone.
export function drawIrises(stage, draw) {
  const bones = new Map(EYES.map((name) => [stage.vrm.humanoid.getRawBoneNode(name), MARK[name]]));
  const kept = stage.meshes().map((mesh) => [mesh, mesh.material]);
  for (const [mesh, material] of kept) {
    mark(mesh, bones);
    mesh.material = Array.isArray(material) ? material.map(flat) : flat(material);
  }
  const background = stage.scene.background;
  stage.scene.background = new THREE.Color(0x000000);
  try {
    return draw();
  } finally {
    stage.scene.background = background;
    for (const [mesh, material] of kept) mesh.material = material;
  }
}

function mark(mesh, bones) {
  const { skinIndex, skinWeight, position } = mesh.geometry.attributes;
  const colors = new Float32Array(position.count * 3);
  for (let v = 0; mesh.isSkinnedMesh && v < position.count; v += 1) {
    for (let k = 0; k < 4; k += 1) {
      const color = bones.get(mesh.skeleton.bones[skinIndex.getComponent(v, k)]);
      if (color && skinWeight.getComponent(v, k) > 0.5) colors.set(color, v * 3);
    }
  }
  mesh.geometry.setAttribute('color', new THREE.BufferAttribute(colors, 3));
}

// Keeps side and cut-out of the material, drops its colours and its outline.
function flat(material) {
  const plain = new THREE.MeshBasicMaterial({
    vertexColors: true, side: material.side, map: material.map, alphaTest: material.alphaTest || 0.01, toneMapped: false,
  });
  plain.visible = !material.isOutline;
  plain.onBeforeCompile = (shader) => {
    shader.fragmentShader = shader.fragmentShader.replace(
      '#include <map_fragment>', '#ifdef USE_MAP\ndiffuseColor.a *= texture2D(map, vMapUv).a;\n#endif');
  };
  return plain;
}

// Pixels and mean place (x to the right, y up, in pixels) of each iris in an RGBA picture, bottom row first.
export function measure({ width, height, data }) {
  const sums = { leftEye: [0, 0, 0], rightEye: [0, 0, 0] };
  for (let i = 0; i < width * height; i += 1) {
    const name = data[4 * i] > 127 ? 'leftEye' : data[4 * i + 1] > 127 ? 'rightEye' : null;
    if (name === null) continue;
    const sum = sums[name];
    sum[0] += 1;
    sum[1] += i % width;
    sum[2] += Math.floor(i / width);
  }
  return Object.fromEntries(Object.entries(sums).map(([name, [n, x, y]]) => [name, { pixels: n, x: x / n, y: y / n }]));
}
