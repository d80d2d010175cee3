using System;
using Grpc.Core;

namespace Moeforge
{
    /// <summary>The server's refusal: Status as gRPC has it, Kind and Field from its google.rpc.ErrorInfo.</summary>
    public sealed class AvatarException : Exception
    {
        private const string Trailer = "grpc-status-details-bin";

        private AvatarException(RpcException cause, RpcDetails details)
            : base(Words(cause), cause)
        {
            Status = cause.StatusCode;
            Kind = details.Reason;
            Field = details.Field;
            RetryAfter = details.RetryAfter;
        }

        public StatusCode Status { get; }

        /// <summary>For example UNKNOWN_TRAIT or BUSY; empty when the server gave none.</summary>
        public string Kind { get; }

        /// <summary>The part of the request that is at fault; empty when none is.</summary>
        public string Field { get; }

        /// <summary>When to ask a busy server again; zero when it did not say.</summary>
        public TimeSpan RetryAfter { get; }

        /// <summary>The server's words. gRPC itself refuses what is too long for it, and may say nothing at all.</summary>
        private static string Words(RpcException cause)
        {
            var said = cause.Status.Detail;
            if (string.IsNullOrEmpty(said))
            {
                return "the call ended with " + cause.StatusCode;
            }

            return said.Contains("larger than max")
                ? said + "; send a smaller picture, or start the server with --max-request-bytes"
                : said;
        }

        internal static AvatarException From(RpcException cause)
        {
            return new AvatarException(cause, RpcDetails.Read(cause.Trailers.GetValueBytes(Trailer)));
        }
    }
}
