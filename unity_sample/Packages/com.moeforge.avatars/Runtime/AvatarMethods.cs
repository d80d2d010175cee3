using Google.Protobuf;
using Grpc.Core;
using Moeforge.Api.V1;

namespace Moeforge
{
    /// <summary>The rpcs of moeforge_api.v1.AvatarService that the client calls.</summary>
    internal static class AvatarMethods
    {
        private const string Service = "moeforge_api.v1.AvatarService";

        internal static readonly Method<StreamAvatarRequest, StreamAvatarResponse> StreamAvatar = Of(
            MethodType.ServerStreaming, "StreamAvatar", StreamAvatarRequest.Parser, StreamAvatarResponse.Parser);

        internal static readonly Method<GetAssetRequest, GetAssetResponse> GetAsset = Of(
            MethodType.ServerStreaming, "GetAsset", GetAssetRequest.Parser, GetAssetResponse.Parser);

        internal static readonly Method<ListTraitsRequest, ListTraitsResponse> ListTraits = Of(
            MethodType.Unary, "ListTraits", ListTraitsRequest.Parser, ListTraitsResponse.Parser);

        internal static readonly Method<ParsePromptRequest, ParsePromptResponse> ParsePrompt = Of(
            MethodType.Unary, "ParsePrompt", ParsePromptRequest.Parser, ParsePromptResponse.Parser);

        internal static readonly Method<VaryRecipeRequest, VaryRecipeResponse> VaryRecipe = Of(
            MethodType.Unary, "VaryRecipe", VaryRecipeRequest.Parser, VaryRecipeResponse.Parser);

        internal static readonly Method<MixRecipesRequest, MixRecipesResponse> MixRecipes = Of(
            MethodType.Unary, "MixRecipes", MixRecipesRequest.Parser, MixRecipesResponse.Parser);

        internal static readonly Method<InheritRecipesRequest, InheritRecipesResponse> InheritRecipes = Of(
            MethodType.Unary, "InheritRecipes", InheritRecipesRequest.Parser, InheritRecipesResponse.Parser);

        internal static readonly Method<InterpolateRecipesRequest, InterpolateRecipesResponse> InterpolateRecipes = Of(
            MethodType.Unary, "InterpolateRecipes", InterpolateRecipesRequest.Parser, InterpolateRecipesResponse.Parser);

        internal static readonly Method<PaintPortraitRequest, PaintPortraitResponse> PaintPortrait = Of(
            MethodType.Unary, "PaintPortrait", PaintPortraitRequest.Parser, PaintPortraitResponse.Parser);

        private static Method<TRequest, TResponse> Of<TRequest, TResponse>(
            MethodType type, string name, MessageParser<TRequest> request, MessageParser<TResponse> response)
            where TRequest : class, IMessage<TRequest>
            where TResponse : class, IMessage<TResponse>
        {
            return new Method<TRequest, TResponse>(type, Service, name, Marshal(request), Marshal(response));
        }

        private static Marshaller<T> Marshal<T>(MessageParser<T> parser)
            where T : class, IMessage<T>
        {
            return Marshallers.Create<T>(message => message.ToByteArray(), bytes => parser.ParseFrom(bytes));
        }
    }
}
