// What the figure does: expressions, gaze, poses, physics.
import * as THREE from 'three';

const STEP = 1 / 60; // seconds
const FAR = 10; // metres to the thing looked at
export const GAZES = { ahead: [0, 0], left: [1, 0], right: [-1, 0], up: [0, 1], down: [0, -1] };
const SHAKE = THREE.MathUtils.degToRad(20);
const ARM_DOWN = THREE.MathUtils.degToRad(66);

export class Actor {
  constructor(stage) {
    this.stage = stage;
    this.vrm = stage.vrm;
    this.target = new THREE.Object3D();
    stage.scene.add(this.target);
    if (this.vrm?.lookAt) this.vrm.lookAt.target = this.target;
  }

  // Everything but the springs, so that two pictures differ only by what was asked for.
  refresh() {
    if (!this.vrm) return;
    this.vrm.humanoid.update();
    this.vrm.lookAt?.update(0);
    this.vrm.expressionManager?.update();
  }

  expressionNames() {
    return this.vrm ? this.vrm.expressionManager?.expressions.map((e) => e.expressionName) ?? [] : this.morphNames();
  }

  morphNames() {
    return [...new Set(this.stage.meshes().flatMap((m) => Object.keys(m.morphTargetDictionary ?? {})))];
  }

  express(weights) {
    if (this.vrm) {
      this.vrm.expressionManager?.resetValues();
      for (const [name, value] of Object.entries(weights)) this.vrm.expressionManager?.setValue(name, value);
      this.refresh();
      return;
    }
    for (const mesh of this.stage.meshes()) {
      mesh.morphTargetInfluences?.fill(0);
      for (const [name, value] of Object.entries(weights)) {
        const index = mesh.morphTargetDictionary?.[name];
        if (index !== undefined) mesh.morphTargetInfluences[index] = value;
      }
    }
  }

  // Looks far to the figure's own left, right, up or down; it faces +Z, so its left is +X.
  gaze(name) {
    const [x, y] = GAZES[name];
    const eyes = this.vrm.lookAt.getLookAtWorldPosition(new THREE.Vector3());
    this.target.position.copy(eyes).add(new THREE.Vector3(x, y, x || y ? 0.4 : 1).multiplyScalar(FAR));
    this.target.updateMatrixWorld(true);
    this.refresh();
  }

  // The bone to pose: three-vrm's normalised one, or in a plain GLB the node of that name.
  bone(name) {
    return this.vrm ? this.vrm.humanoid.getNormalizedBoneNode(name) : this.stage.root.getObjectByName(name);
  }

  // Arms at the sides instead of the T-pose. VRM 0.x bones are turned by 180 degrees, so their z axis is reversed.
  stand() {
    const sign = this.vrm?.meta.metaVersion === '0' ? -1 : 1;
    for (const [side, s] of [['left', -1], ['right', 1]]) {
      const arm = this.bone(`${side}UpperArm`);
      if (arm) arm.rotation.z = sign * s * ARM_DOWN;
    }
    this.refresh();
  }

  run(seconds, each = () => {}) {
    for (let t = 0; t < seconds; t += STEP) {
      each(t);
      this.vrm.update(STEP);
    }
  }

  // Shakes head (for the hair) and hips (for the clothes) for a while, then holds still; all angles in degrees, relative to the settled pose before.
  shake(seconds = 1.5, rest = 3.0) {
    const joints = [...(this.vrm.springBoneManager?.joints ?? [])];
    const bind = joints.map((j) => j.bone.quaternion.clone());
    this.run(rest);
    const settled = joints.map((j) => j.bone.quaternion.clone());
    const swing = joints.map(() => 0);
    const shaken = ['head', 'hips'].map((name) => this.bone(name)).filter((bone) => bone);
    this.run(seconds, (t) => {
      for (const bone of shaken) bone.rotation.y = SHAKE * Math.sin(2 * Math.PI * 1.5 * t);
      joints.forEach((j, i) => { swing[i] = Math.max(swing[i], degrees(j.bone.quaternion, settled[i])); });
    });
    for (const bone of shaken) bone.rotation.y = 0;
    this.run(rest);
    return {
      joints: joints.map((j) => j.bone.name),
      swing,
      residual: joints.map((j, i) => degrees(j.bone.quaternion, settled[i])),
      droop: joints.map((j, i) => degrees(bind[i], settled[i])),
    };
  }
}

function degrees(a, b) {
  return THREE.MathUtils.radToDeg(a.angleTo(b));
}
