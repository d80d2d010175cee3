// What the pages of all engines share: one camera, so that their pictures can be laid over one another, and the way
// numbers travel to node.
export const BACKGROUND = [0xf4 / 255, 0xee / 255, 0xf0 / 255];
export const FOV = 18; // degrees, vertical

// Eye and target, metres, in glTF's axes (+Y up, the figure faces `facing` along Z) for a figure of that height.
export function camera({ height, facing, yaw }) {
  const distance = 1.12 * height / (2 * Math.tan(FOV * Math.PI / 360));
  const angle = yaw * Math.PI / 180;
  const target = [0, height / 2, 0];
  return { target, eye: [facing * distance * Math.sin(angle), target[1], facing * distance * Math.cos(angle)] };
}

// Float32Array -> base64 of its bytes.
export function packed(numbers) {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}
