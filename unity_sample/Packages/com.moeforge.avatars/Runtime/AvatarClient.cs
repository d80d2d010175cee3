using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Cysharp.Net.Http;
using Grpc.Core;
using Grpc.Net.Client;
using Moeforge.Api.V1;

namespace Moeforge
{
    /// <summary>
    /// A connection to a Moeforge server. Its methods may be called from any thread, several at once; what they await does
    /// not wait for Unity's frames, and an await on the main thread goes on there.
    /// </summary>
    public sealed class AvatarClient : IDisposable
    {
        private const int Resumes = 3;

        private readonly GrpcChannel _channel;
        private readonly CallInvoker _calls;
        private readonly string _token;

        /// <summary>Connects on the first call. The address is http://host:port, or https:// for a server with TLS.</summary>
        /// <param name="token">One of the server's tokens; null where it asks for none.</param>
        /// <param name="rootCertificates">PEM of what signed the server's certificate; null: the usual authorities.</param>
        public AvatarClient(string address, string token = null, string rootCertificates = null)
        {
            _token = token;
            var handler = new YetAnotherHttpHandler { Http2Only = true, RootCertificates = rootCertificates };
            _channel = GrpcChannel.ForAddress(
                address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
            _calls = _channel.CreateCallInvoker();
        }

        /// <summary>How long one call may take; then it ends with an AvatarException whose Status is DeadlineExceeded.</summary>
        public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

        /// <summary>
        /// Makes an avatar; progress runs from 0 to 1. A Progress made on the main thread is told there, other kinds on any
        /// thread. AvatarException, InvalidDataException for a file that does not arrive whole, OperationCanceledException.
        /// </summary>
        public async Task<GeneratedAvatar> GenerateAsync(
            AvatarRequest request, IProgress<float> progress = null, CancellationToken cancel = default(CancellationToken))
        {
            var download = new Download(progress);
            await Checked(() => StreamAsync(request, download, cancel), download, cancel).ConfigureAwait(false);
            for (var resumed = 0; !download.Complete && resumed < Resumes; resumed++)
            {
                await Checked(() => ResumeAsync(download, cancel), download, cancel).ConfigureAwait(false);
            }

            return download.Finish();
        }

        /// <summary>All that can be stated about an avatar.</summary>
        public Task<ListTraitsResponse> ListTraitsAsync(
            Language language = Language.En, CancellationToken cancel = default(CancellationToken))
        {
            return AskAsync(AvatarMethods.ListTraits, new ListTraitsRequest { Language = language }, cancel);
        }

        /// <summary>What a prompt would ask for.</summary>
        public async Task<Understanding> ParsePromptAsync(
            string prompt, CancellationToken cancel = default(CancellationToken))
        {
            var request = new ParsePromptRequest { Prompt = prompt };
            return (await AskAsync(AvatarMethods.ParsePrompt, request, cancel).ConfigureAwait(false)).Understanding;
        }

        /// <summary>Recipes near another one. An amount of 0 changes nothing, 0.2 a little, 1 everything but what is kept.</summary>
        /// <param name="keep">Aspects (skin, iris, trim, hair, outfit, figure, face, accessories, style) or traits.</param>
        public async Task<IReadOnlyList<string>> VaryAsync(
            string recipe,
            double amount,
            int count = 1,
            ulong seed = 0,
            IEnumerable<string> keep = null,
            CancellationToken cancel = default(CancellationToken))
        {
            var request = new VaryRecipeRequest { Recipe = recipe, Amount = amount, Count = (uint)count, Seed = seed };
            request.Keep.Add(keep ?? new string[0]);
            return Recipes((await AskAsync(AvatarMethods.VaryRecipe, request, cancel).ConfigureAwait(false)).Avatars);
        }

        /// <summary>The first recipe with parts of the second: aspect or trait -> 0 (the first) to 1 (the second).</summary>
        public async Task<string> MixAsync(
            string first,
            string second,
            IDictionary<string, double> weights,
            CancellationToken cancel = default(CancellationToken))
        {
            var request = new MixRecipesRequest { FirstRecipe = first, SecondRecipe = second };
            request.Weights.Add(weights);
            return (await AskAsync(AvatarMethods.MixRecipes, request, cancel).ConfigureAwait(false)).Avatar.Recipe;
        }

        /// <summary>Recipes of children of two avatars; another seed gives others.</summary>
        public async Task<IReadOnlyList<string>> InheritAsync(
            string first,
            string second,
            ulong seed = 0,
            int count = 1,
            CancellationToken cancel = default(CancellationToken))
        {
            var request = new InheritRecipesRequest
            {
                FirstRecipe = first,
                SecondRecipe = second,
                Seed = seed,
                Count = (uint)count,
            };
            return Recipes((await AskAsync(AvatarMethods.InheritRecipes, request, cancel).ConfigureAwait(false)).Avatars);
        }

        /// <summary>So many recipes (2 to 64) from one avatar to another, with both.</summary>
        public async Task<IReadOnlyList<string>> InterpolateAsync(
            string first, string second, int steps, CancellationToken cancel = default(CancellationToken))
        {
            var request = new InterpolateRecipesRequest
            {
                FirstRecipe = first,
                SecondRecipe = second,
                Steps = (uint)steps,
            };
            return Recipes((await AskAsync(AvatarMethods.InterpolateRecipes, request, cancel).ConfigureAwait(false)).Avatars);
        }

        /// <summary>
        /// A flat picture, as a PNG of so many pixels, where the server has a model trained on somebody's drawings.
        /// The same seed gives the same picture.
        /// </summary>
        public async Task<byte[]> PaintPortraitAsync(
            ulong seed, int size = 512, CancellationToken cancel = default(CancellationToken))
        {
            var request = new PaintPortraitRequest { Seed = seed, Size = (uint)size };
            return (await AskAsync(AvatarMethods.PaintPortrait, request, cancel).ConfigureAwait(false)).Data.ToByteArray();
        }

        public void Dispose()
        {
            _channel.Dispose();
        }

        private static List<string> Recipes(IEnumerable<AvatarInfo> avatars)
        {
            var recipes = new List<string>();
            foreach (var avatar in avatars)
            {
                recipes.Add(avatar.Recipe);
            }

            return recipes;
        }

        private CallOptions Options(CancellationToken cancel)
        {
            var headers = new Metadata();
            if (!string.IsNullOrEmpty(_token))
            {
                headers.Add("authorization", "Bearer " + _token);
            }

            return new CallOptions(headers, DateTime.UtcNow + Timeout, cancel);
        }

        /// <summary>Runs one attempt. A connection that breaks after the avatar was announced is left to be resumed.</summary>
        private static async Task Checked(Func<Task> attempt, Download download, CancellationToken cancel)
        {
            try
            {
                await attempt().ConfigureAwait(false);
            }
            catch (RpcException) when (cancel.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancel);
            }
            catch (RpcException broken) when (broken.StatusCode == StatusCode.Unavailable && download.Announced)
            {
                return;
            }
            catch (RpcException refused)
            {
                throw AvatarException.From(refused);
            }
        }

        private async Task StreamAsync(AvatarRequest request, Download download, CancellationToken cancel)
        {
            using (var call = _calls.AsyncServerStreamingCall(
                AvatarMethods.StreamAvatar, null, Options(cancel), request.ToMessage()))
            {
                while (await call.ResponseStream.MoveNext(cancel).ConfigureAwait(false))
                {
                    download.Take(call.ResponseStream.Current);
                }
            }
        }

        private async Task ResumeAsync(Download download, CancellationToken cancel)
        {
            using (var call = _calls.AsyncServerStreamingCall(
                AvatarMethods.GetAsset, null, Options(cancel), download.Rest()))
            {
                while (await call.ResponseStream.MoveNext(cancel).ConfigureAwait(false))
                {
                    download.Take(call.ResponseStream.Current);
                }
            }
        }

        private async Task<TResponse> AskAsync<TRequest, TResponse>(
            Method<TRequest, TResponse> method, TRequest request, CancellationToken cancel)
            where TRequest : class
            where TResponse : class
        {
            try
            {
                using (var call = _calls.AsyncUnaryCall(method, null, Options(cancel), request))
                {
                    return await call.ResponseAsync.ConfigureAwait(false);
                }
            }
            catch (RpcException) when (cancel.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancel);
            }
            catch (RpcException refused)
            {
                throw AvatarException.From(refused);
            }
        }
    }
}
