using System;
using Google.Protobuf;

namespace Moeforge
{
    /// <summary>What is used of google.rpc.Status: ErrorInfo's reason and field, RetryInfo's delay.</summary>
    internal sealed class RpcDetails
    {
        private const uint Details = (3 << 3) | 2;
        private const uint AnyType = (1 << 3) | 2;
        private const uint AnyValue = (2 << 3) | 2;
        private const uint First = (1 << 3) | 2;
        private const uint Metadata = (3 << 3) | 2;
        private const uint Seconds = 1 << 3;
        private const uint Nanos = 2 << 3;

        internal string Reason { get; private set; } = "";

        internal string Field { get; private set; } = "";

        internal TimeSpan RetryAfter { get; private set; }

        /// <summary>Details that cannot be read are left out: the status itself is enough.</summary>
        internal static RpcDetails Read(byte[] status)
        {
            var details = new RpcDetails();
            try
            {
                Each(status ?? new byte[0], (tag, input) => details.TakeAny(tag, input));
            }
            catch (InvalidProtocolBufferException)
            {
                return details;
            }

            return details;
        }

        private static void Each(byte[] message, Func<uint, CodedInputStream, bool> take)
        {
            var input = new CodedInputStream(message);
            for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                if (!take(tag, input))
                {
                    input.SkipLastField();
                }
            }
        }

        private bool TakeAny(uint tag, CodedInputStream input)
        {
            if (tag != Details)
            {
                return false;
            }

            var type = "";
            var value = new byte[0];
            Each(input.ReadBytes().ToByteArray(), (part, any) =>
            {
                if (part == AnyType)
                {
                    type = any.ReadString();
                }
                else if (part == AnyValue)
                {
                    value = any.ReadBytes().ToByteArray();
                }

                return part == AnyType || part == AnyValue;
            });
            Take(type, value);
            return true;
        }

        private void Take(string type, byte[] value)
        {
            if (type.EndsWith("/google.rpc.ErrorInfo", StringComparison.Ordinal))
            {
                Each(value, TakeErrorInfo);
            }
            else if (type.EndsWith("/google.rpc.RetryInfo", StringComparison.Ordinal))
            {
                Each(value, TakeRetryInfo);
            }
        }

        private bool TakeErrorInfo(uint tag, CodedInputStream input)
        {
            if (tag == First)
            {
                Reason = input.ReadString();
            }
            else if (tag == Metadata)
            {
                TakeMetadata(input.ReadBytes().ToByteArray());
            }

            return tag == First || tag == Metadata;
        }

        private void TakeMetadata(byte[] entry)
        {
            var key = "";
            var text = "";
            Each(entry, (tag, input) =>
            {
                if (tag == AnyType)
                {
                    key = input.ReadString();
                }
                else if (tag == AnyValue)
                {
                    text = input.ReadString();
                }

                return tag == AnyType || tag == AnyValue;
            });
            Field = key == "field" ? text : Field;
        }

        private bool TakeRetryInfo(uint tag, CodedInputStream input)
        {
            if (tag != First)
            {
                return false;
            }

            Each(input.ReadBytes().ToByteArray(), (part, duration) =>
            {
                if (part == Seconds)
                {
                    RetryAfter += TimeSpan.FromSeconds(duration.ReadInt64());
                }
                else if (part == Nanos)
                {
                    RetryAfter += TimeSpan.FromTicks(duration.ReadInt32() / 100);
                }

                return part == Seconds || part == Nanos;
            });
            return true;
        }
    }
}
