using System.IO;
using Google.Protobuf;
using Moeforge.Api.V1;
using NUnit.Framework;

namespace Moeforge.Tests
{
    public sealed class DownloadTests
    {
        private static StreamAvatarResponse Made(ulong size)
        {
            var made = new StreamAvatarResponse.Types.Made
            {
                Avatar = new AvatarInfo { Id = "abcdefgh", Seed = 7 },
                Asset = new AssetInfo { AvatarId = "abcdefgh", SizeBytes = size },
            };
            return new StreamAvatarResponse { Made = made };
        }

        private static StreamAvatarResponse Piece(ulong offset, params byte[] data)
        {
            var chunk = new Chunk { Offset = offset, Data = ByteString.CopyFrom(data) };
            return new StreamAvatarResponse { Chunk = chunk };
        }

        [Test]
        public void PiecesBecomeTheFile()
        {
            var download = new Download(null);
            download.Take(Made(3));
            download.Take(Piece(0, 1, 2));
            Assert.AreEqual(2UL, download.Rest().Offset);
            download.Take(Piece(2, 3));
            CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, download.Finish().Data);
        }

        [Test]
        public void PiecesThatDoNotFitAreRefused()
        {
            var download = new Download(null);
            download.Take(Made(3));
            Assert.Throws<InvalidDataException>(() => download.Take(Piece(1, 2)));
            Assert.Throws<InvalidDataException>(() => download.Take(Piece(0, 1, 2, 3, 4)));
            Assert.Throws<InvalidDataException>(() => download.Finish());
        }
    }
}
