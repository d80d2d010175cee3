// Stand-ins for what generated messages and the package use of Google.Protobuf 3.21.
using System;
using System.Collections;
using System.Collections.Generic;

namespace Google.Protobuf
{
    public class InvalidProtocolBufferException : System.IO.IOException { }
    public interface IMessage { Reflection.MessageDescriptor Descriptor { get; } int CalculateSize(); void MergeFrom(CodedInputStream input); void WriteTo(CodedOutputStream output); }
    public interface IMessage<T> : IMessage, IEquatable<T> where T : IMessage<T> { void MergeFrom(T message); T Clone(); }
    public interface IBufferMessage : IMessage { }
    public abstract class MessageParser { }
    public sealed class MessageParser<T> : MessageParser where T : IMessage<T>
    {
        public MessageParser(Func<T> factory) { }
        public T ParseFrom(byte[] data) { return default(T); }
    }
    public static class MessageExtensions { public static byte[] ToByteArray(this IMessage message) { return null; } }
    public sealed class ByteString : IEquatable<ByteString>
    {
        public static ByteString Empty { get { return null; } }
        public int Length { get { return 0; } }
        public static ByteString CopyFrom(params byte[] bytes) { return null; }
        public void CopyTo(byte[] array, int position) { }
        public byte[] ToByteArray() { return null; }
        public bool Equals(ByteString other) { return true; }
        public override bool Equals(object other) { return true; }
        public override int GetHashCode() { return 0; }
        public static bool operator ==(ByteString a, ByteString b) { return true; }
        public static bool operator !=(ByteString a, ByteString b) { return false; }
    }
    public sealed class CodedInputStream
    {
        public CodedInputStream(byte[] buffer) { }
        public uint ReadTag() { return 0; }
        public void SkipLastField() { }
        public string ReadString() { return ""; }
        public ByteString ReadBytes() { return null; }
        public bool ReadBool() { return false; }
        public int ReadEnum() { return 0; }
        public int ReadInt32() { return 0; }
        public long ReadInt64() { return 0; }
        public uint ReadUInt32() { return 0; }
        public ulong ReadUInt64() { return 0; }
        public float ReadFloat() { return 0; }
        public double ReadDouble() { return 0; }
        public void ReadMessage(IMessage message) { }
    }
    public sealed class CodedOutputStream
    {
        public void WriteRawTag(byte a) { }
        public void WriteRawTag(byte a, byte b) { }
        public void WriteString(string value) { }
        public void WriteBytes(ByteString value) { }
        public void WriteBool(bool value) { }
        public void WriteEnum(int value) { }
        public void WriteInt32(int value) { }
        public void WriteUInt32(uint value) { }
        public void WriteUInt64(ulong value) { }
        public void WriteFloat(float value) { }
        public void WriteDouble(double value) { }
        public void WriteMessage(IMessage message) { }
        public static int ComputeStringSize(string value) { return 0; }
        public static int ComputeBytesSize(ByteString value) { return 0; }
        public static int ComputeEnumSize(int value) { return 0; }
        public static int ComputeUInt32Size(uint value) { return 0; }
        public static int ComputeUInt64Size(ulong value) { return 0; }
        public static int ComputeMessageSize(IMessage message) { return 0; }
    }
    public sealed class UnknownFieldSet
    {
        public static UnknownFieldSet Clone(UnknownFieldSet other) { return null; }
        public static UnknownFieldSet MergeFrom(UnknownFieldSet set, UnknownFieldSet other) { return null; }
        public static UnknownFieldSet MergeFieldFrom(UnknownFieldSet set, CodedInputStream input) { return null; }
        public void WriteTo(CodedOutputStream output) { }
        public int CalculateSize() { return 0; }
    }
    public sealed class JsonFormatter { public static string ToDiagnosticString(IMessage message) { return ""; } }
    public static class ProtoPreconditions { public static T CheckNotNull<T>(T value, string name) where T : class { return value; } }
    public sealed class FieldCodec<T> { }
    public static class FieldCodec
    {
        public static FieldCodec<string> ForString(uint tag) { return null; }
        public static FieldCodec<string> ForString(uint tag, string standard) { return null; }
        public static FieldCodec<bool> ForBool(uint tag, bool standard) { return null; }
        public static FieldCodec<double> ForDouble(uint tag, double standard) { return null; }
        public static FieldCodec<T> ForEnum<T>(uint tag, Func<T, int> toInt32, Func<int, T> fromInt32) { return null; }
        public static FieldCodec<T> ForMessage<T>(uint tag, MessageParser<T> parser) where T : class, IMessage<T> { return null; }
    }
}

namespace Google.Protobuf.Collections
{
    public sealed class RepeatedField<T> : IEnumerable<T>
    {
        public void Add(T item) { }
        public void Add(IEnumerable<T> items) { }
        public void AddEntriesFrom(CodedInputStream input, FieldCodec<T> codec) { }
        public void WriteTo(CodedOutputStream output, FieldCodec<T> codec) { }
        public int CalculateSize(FieldCodec<T> codec) { return 0; }
        public RepeatedField<T> Clone() { return null; }
        public IEnumerator<T> GetEnumerator() { return null; }
        IEnumerator IEnumerable.GetEnumerator() { return null; }
    }
    public sealed class MapField<TKey, TValue>
    {
        public sealed class Codec { public Codec(FieldCodec<TKey> key, FieldCodec<TValue> value, uint tag) { } }
        public void Add(IDictionary<TKey, TValue> entries) { }
        public void Add(MapField<TKey, TValue> entries) { }
        public void MergeFrom(MapField<TKey, TValue> entries) { }
        public void AddEntriesFrom(CodedInputStream input, Codec codec) { }
        public void WriteTo(CodedOutputStream output, Codec codec) { }
        public int CalculateSize(Codec codec) { return 0; }
        public MapField<TKey, TValue> Clone() { return null; }
    }
    public static class ProtobufEqualityComparers
    {
        public static IEqualityComparer<float> BitwiseSingleEqualityComparer { get { return null; } }
        public static IEqualityComparer<double> BitwiseDoubleEqualityComparer { get { return null; } }
    }
}

namespace Google.Protobuf.Reflection
{
    public sealed class MessageDescriptor { public IList<MessageDescriptor> NestedTypes { get { return null; } } }
    public sealed class FileDescriptor
    {
        public IList<MessageDescriptor> MessageTypes { get { return null; } }
        public static FileDescriptor FromGeneratedCode(byte[] data, FileDescriptor[] dependencies, GeneratedClrTypeInfo info) { return null; }
    }
    public sealed class GeneratedClrTypeInfo
    {
        public GeneratedClrTypeInfo(Type[] enums, object extensions, GeneratedClrTypeInfo[] nested) { }
        public GeneratedClrTypeInfo(Type type, MessageParser parser, string[] properties, string[] oneofs, Type[] enums, object extensions, GeneratedClrTypeInfo[] nested) { }
    }
    [AttributeUsage(AttributeTargets.Field)] public class OriginalNameAttribute : Attribute { public OriginalNameAttribute(string name) { } }
}
