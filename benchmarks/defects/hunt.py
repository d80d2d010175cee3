"""One figure through every face, pose, view and judge."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from defects import body_kinds, head_kinds, mesh_kinds
from defects.layers import Layer, draw
from defects.sighting import Picture, Sighting
from defects.states import BODY_VIEWS, EXPRESSIONS, FACE_VIEWS, HEAD_VIEWS, poses_of
from defects.subject import F32, I64, Bool, Kind, Subject
from moeforge.render.camera import Camera
from moeforge.render.posing import REST_POSE
from moeforge.rig.poses import Pose

FACE_SIZE, HEAD_SIZE, BODY_SIZE = 224, 192, 256
FACE_HEIGHT, HEAD_HEIGHT = 0.80, 1.70
"""What pictures of face and head show, HH of the head."""
OPEN_MOUTHS = ("aa", "jawOpen", "surprised", "mouthFunnel")


@dataclass(frozen=True, slots=True)
class Found:
    """A sighting in a state; an empty pose or expression stands for all of them."""

    pose: str
    expression: str
    sighting: Sighting


@dataclass(frozen=True)
class Hunt:
    """The layers that the states of one figure share.

    A pose leaves the head rigid and a face leaves the body alone. So each face, each pose and the hair are drawn once
    for a camera on the head, and laid over one another by depth for every one of the faces x poses.
    """

    subject: Subject
    poses: tuple[Pose, ...]
    faces: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: EXPRESSIONS)

    @staticmethod
    def of(subject: Subject) -> "Hunt":
        """All faces, and the five poses of the figure's seed."""
        return Hunt(subject, poses_of(subject.spec.seed))

    @cached_property
    def moving(self) -> tuple[int, ...]:
        """Parts on the head with morphs."""
        return tuple(i for i in self.subject.on_head if self.subject.primitives[i].morphs)

    @cached_property
    def still(self) -> tuple[int, ...]:
        """Parts on the head without: hair, glasses, ears."""
        return tuple(i for i in self.subject.on_head if i not in self.moving)

    @cached_property
    def posed_by_head(self) -> list[list[F32]]:
        """Points of Subject.off_head seen from the head, for each pose."""
        return [self.subject.stanced(self.subject.off_head, pose, by_head=True) for pose in self.poses]

    def face_pictures(self) -> Iterator[Picture]:
        for name, (yaw, pitch) in FACE_VIEWS.items():
            yield self._picture(name, FACE_SIZE, 0.29, FACE_HEIGHT, yaw, pitch)

    def head_pictures(self) -> Iterator[Picture]:
        for name, (yaw, pitch) in HEAD_VIEWS.items():
            yield self._picture(name, HEAD_SIZE, 0.42, HEAD_HEIGHT, yaw, pitch)

    def body_picture(self, name: str) -> Picture:
        yaw, pitch = BODY_VIEWS[name]
        top = self.subject.chin + 1.1 * self.subject.scale
        return Picture(name, Camera((0.0, top / 2, 0.0), 1.15 * top, yaw, pitch), BODY_SIZE)

    def picture(self, name: str) -> Picture:
        """Any view by its name."""
        if name in BODY_VIEWS:
            return self.body_picture(name)
        return next(p for p in (*self.face_pictures(), *self.head_pictures()) if p.name == name)

    def _picture(self, name: str, size: int, up: float, height: float, yaw: float, pitch: float) -> Picture:
        scale = self.subject.scale
        camera = Camera((0.0, self.subject.chin + up * scale, 0.0), height * scale, yaw, pitch)
        return Picture(name, camera, size, head_kinds.areas(self.subject, camera, size))

    def drawn_still(self, picture: Picture) -> Layer:
        points = [self.subject.primitives[i].positions for i in self.still]
        return draw(self.subject, self.still, points, picture.camera, picture.size)

    def drawn_face(self, picture: Picture, weights: Mapping[str, float]) -> Layer:
        points = self.subject.faced(self.moving, weights)
        return draw(self.subject, self.moving, points, picture.camera, picture.size)

    def drawn_pose(self, picture: Picture, pose: int) -> Layer:
        return draw(self.subject, self.subject.off_head, self.posed_by_head[pose], picture.camera, picture.size)


def hunt(of: Hunt) -> list[Found]:
    """Everything found in a figure."""
    return [f for judge in (judge_faces, judge_heads, judge_bodies, judge_meshes) for f in judge(of)]


def judge_faces(of: Hunt) -> Iterator[Found]:
    """All faces x all poses, close up."""
    for picture in of.face_pictures():
        hair = of.drawn_still(picture)
        bodies = [of.drawn_pose(picture, k) for k in range(len(of.poses))]
        for expression, weights in of.faces.items():
            bare = of.drawn_face(picture, weights)
            yield from (Found("", expression, s) for s in head_kinds.iris_through_lid(of.subject, picture, bare))
            worn = bare | hair
            for pose, body in zip(of.poses, bodies, strict=True):
                for sighting in _face(of.subject, picture, bare, worn | body, expression):
                    yield Found(pose.id, expression, sighting)


def _face(subject: Subject, picture: Picture, bare: Layer, state: Layer, expression: str) -> Iterator[Sighting]:
    yield from head_kinds.eyes_shut(subject, picture, state, expression)
    yield from head_kinds.mouth_shut(subject, picture, state, expression)
    yield from head_kinds.mouth_through_cheek(subject, picture, state)
    yield from head_kinds.gaps(subject, picture, state)
    if picture.name == "front":
        yield from head_kinds.hair_in_face(subject, picture, bare, state)


def judge_heads(of: Hunt) -> Iterator[Found]:
    """The whole head from all sides in every pose, the face at rest; and open mouths from the sides."""
    for picture in of.head_pictures():
        hair, face = of.drawn_still(picture), of.drawn_face(picture, {})
        for k, pose in enumerate(of.poses):
            state = face | hair | of.drawn_pose(picture, k)
            judges = (head_kinds.scalp, head_kinds.gaps, head_kinds.neck_open)
            yield from (Found(pose.id, "", s) for judge in judges for s in judge(of.subject, picture, state))
        for expression in (e for e in OPEN_MOUTHS if e in of.faces):
            state = of.drawn_face(picture, EXPRESSIONS[expression]) | hair
            yield from (Found("", expression, s) for s in head_kinds.mouth_through_cheek(of.subject, picture, state))


def judge_bodies(of: Hunt) -> Iterator[Found]:
    """The whole figure in every pose, the face at rest."""
    subject = of.subject
    worn_outside = _worn_outside(of)
    everything = tuple(range(len(subject.kinds)))
    for pose in of.poses:
        points = subject.stanced(everything, pose, by_head=False)
        for name in BODY_VIEWS:
            picture = of.body_picture(name)
            state, cloth, outer = _dressed(subject, picture, points)
            found = [
                *body_kinds.through_clothes(subject, picture, state, cloth),
                *body_kinds.through_each_other(subject, picture, state, outer, worn_outside),
                *body_kinds.inside_of_body(subject, picture, state),
            ]
            yield from (Found(pose.id, "", s) for s in found)


def _dressed(subject: Subject, picture: Picture, points: list[F32]) -> tuple[Layer, Layer, Layer]:
    """All of a posed figure; front faces of cloth and legwear; those of cloth alone."""

    def drawn(test: Callable[[I64, Bool], Bool]) -> Layer:
        def chosen(number: I64, behind: Bool) -> Bool:
            return test(subject.kind[number], ~behind)

        return draw(subject, range(len(points)), points, picture.camera, picture.size, chosen)

    outer = drawn(lambda kind, front: front & (kind == Kind.CLOTH))
    legwear = drawn(lambda kind, front: front & (kind == Kind.LEGWEAR))
    rest = drawn(lambda kind, front: ~front | ((kind != Kind.CLOTH) & (kind != Kind.LEGWEAR)))
    return outer | legwear | rest, outer | legwear, outer


def _worn_outside(of: Hunt) -> frozenset[tuple[int, int]]:
    """Legwear that is worn over a cloth (trousers over a shirt): seen so on the unposed figure."""
    points = of.subject.stanced(tuple(range(len(of.subject.kinds))), REST_POSE, by_head=False)
    found: set[tuple[int, int]] = set()
    for name in BODY_VIEWS:
        state, _, outer = _dressed(of.subject, of.body_picture(name), points)
        found |= body_kinds.outside_pairs(of.subject, state, outer)
    return frozenset(found)


def judge_meshes(of: Hunt) -> Iterator[Found]:
    """Triangles and edges, in faces and in poses."""
    face, body = next(of.face_pictures()), of.body_picture("body front")
    for expression, weights in of.faces.items():
        yield from (Found("", expression, s) for s in mesh_kinds.inverted(of.subject, face, weights))
    for k, pose in enumerate(of.poses):
        points = of.subject.stanced(of.subject.off_head, pose, by_head=False)
        yield from (Found(pose.id, "", s) for s in head_kinds.limb_in_head(of.subject, of.posed_by_head[k]))
        yield from (Found(pose.id, "", s) for s in mesh_kinds.stretched(of.subject, body, points))
