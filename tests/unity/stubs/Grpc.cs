// Stand-ins for what the package uses of Grpc.Core.Api 2.63, Grpc.Net.Client 2.63 and YetAnotherHttpHandler 1.8.
using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace System.Net.Http
{
    public class HttpMessageHandler { }
}

namespace Grpc.Core
{
    public enum StatusCode { OK = 0, Cancelled = 1, Unknown = 2, DeadlineExceeded = 4, ResourceExhausted = 8, Unavailable = 14 }
    public struct Status { public StatusCode StatusCode { get { return StatusCode.OK; } } public string Detail { get { return ""; } } }
    public sealed class Metadata
    {
        public byte[] GetValueBytes(string key) { return null; }
        public void Add(string key, string value) { }
    }
    public class RpcException : Exception
    {
        public Status Status { get { return default(Status); } }
        public StatusCode StatusCode { get { return StatusCode.OK; } }
        public Metadata Trailers { get { return null; } }
    }
    public enum MethodType { Unary, ClientStreaming, ServerStreaming, DuplexStreaming }
    public class Marshaller<T> { }
    public static class Marshallers
    {
        public static Marshaller<T> Create<T>(Func<T, byte[]> serializer, Func<byte[], T> deserializer) { return null; }
    }
    public class Method<TRequest, TResponse>
    {
        public Method(MethodType type, string service, string name, Marshaller<TRequest> request, Marshaller<TResponse> response) { }
    }
    public struct CallOptions
    {
        public CallOptions(Metadata headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default(CancellationToken)) { }
    }
    public interface IAsyncStreamReader<out T> { T Current { get; } Task<bool> MoveNext(CancellationToken cancellationToken); }
    public sealed class AsyncUnaryCall<T> : IDisposable { public Task<T> ResponseAsync { get { return null; } } public void Dispose() { } }
    public sealed class AsyncServerStreamingCall<T> : IDisposable
    {
        public IAsyncStreamReader<T> ResponseStream { get { return null; } }
        public void Dispose() { }
    }
    public abstract class CallInvoker
    {
        public abstract AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string host, CallOptions options, TRequest request)
            where TRequest : class where TResponse : class;
        public abstract AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string host, CallOptions options, TRequest request)
            where TRequest : class where TResponse : class;
    }
    public abstract class ChannelBase { public abstract CallInvoker CreateCallInvoker(); }
}

namespace Grpc.Net.Client
{
    public class GrpcChannelOptions { public HttpMessageHandler HttpHandler { get; set; } public bool DisposeHttpClient { get; set; } }
    public sealed class GrpcChannel : Grpc.Core.ChannelBase, IDisposable
    {
        public static GrpcChannel ForAddress(string address, GrpcChannelOptions options) { return null; }
        public override Grpc.Core.CallInvoker CreateCallInvoker() { return null; }
        public void Dispose() { }
    }
}

namespace Cysharp.Net.Http
{
    public class YetAnotherHttpHandler : HttpMessageHandler
    {
        public bool? Http2Only { get; set; }
        public string RootCertificates { get; set; }
    }
}
