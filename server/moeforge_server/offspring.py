"""Recipes out of recipes, as the requests ask for them: plain specs; `convert` turns them into messages."""

from moeforge import recipes
from moeforge.spec import AvatarSpec, from_recipe
from moeforge_api.v1 import avatar_service_pb2 as pb


def varied(request: pb.VaryRecipeRequest) -> tuple[AvatarSpec, ...]:
    """BadSpecError or UnknownTraitError for a bad recipe or name, as of the functions below."""
    count = request.count if request.HasField("count") else 1
    return recipes.variants(from_recipe(request.recipe), request.amount, request.keep, count, request.seed)


def mixed(request: pb.MixRecipesRequest) -> AvatarSpec:
    """See varied."""
    return recipes.mix(*_parents(request), dict(request.weights))


def inherited(request: pb.InheritRecipesRequest) -> tuple[AvatarSpec, ...]:
    """See varied."""
    first, second = _parents(request)
    count = request.count if request.HasField("count") else 1
    return tuple(recipes.inherit(first, second, request.seed + i) for i in range(count))


def interpolated(request: pb.InterpolateRecipesRequest) -> tuple[AvatarSpec, ...]:
    """See varied."""
    first, second = _parents(request)
    if request.WhichOneof("where") == "steps":
        return recipes.way(first, second, request.steps)
    return (recipes.interpolate(first, second, request.at),)


def _parents(
    request: pb.MixRecipesRequest | pb.InheritRecipesRequest | pb.InterpolateRecipesRequest,
) -> tuple[AvatarSpec, AvatarSpec]:
    return from_recipe(request.first_recipe), from_recipe(request.second_recipe)
