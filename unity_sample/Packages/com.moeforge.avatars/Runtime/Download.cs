using System;
using System.IO;
using Moeforge.Api.V1;

namespace Moeforge
{
    /// <summary>A file as it arrives: the work is the first 80 % of the progress, the bytes are the rest.</summary>
    internal sealed class Download
    {
        private const float Work = 0.8f;
        private const ulong Longest = 256 << 20;

        private readonly IProgress<float> _progress;
        private StreamAvatarResponse.Types.Made _made;
        private byte[] _data = new byte[0];
        private int _received;

        internal Download(IProgress<float> progress)
        {
            _progress = progress;
        }

        /// <summary>Whether the avatar is known, so that the rest of its file can be asked for.</summary>
        internal bool Announced
        {
            get { return _made != null; }
        }

        internal bool Complete
        {
            get { return Announced && _received == _data.Length; }
        }

        internal void Take(StreamAvatarResponse message)
        {
            switch (message.EventCase)
            {
                case StreamAvatarResponse.EventOneofCase.Progress:
                    Tell(message.Progress.Fraction * Work);
                    break;
                case StreamAvatarResponse.EventOneofCase.Made:
                    Announce(message.Made);
                    break;
                case StreamAvatarResponse.EventOneofCase.Chunk:
                    Take(message.Chunk);
                    break;
            }
        }

        internal void Take(GetAssetResponse message)
        {
            if (message.EventCase == GetAssetResponse.EventOneofCase.Chunk)
            {
                Take(message.Chunk);
            }
            else if (message.Asset != null && message.Asset.Sha256 != _made.Asset.Sha256)
            {
                throw new InvalidDataException("the file changed on the server; generate the avatar again");
            }
        }

        /// <summary>The request for what has not arrived.</summary>
        internal GetAssetRequest Rest()
        {
            return new GetAssetRequest
            {
                AvatarId = _made.Asset.AvatarId,
                Format = _made.Asset.Format,
                Options = _made.Asset.Options,
                Offset = (ulong)_received,
            };
        }

        internal GeneratedAvatar Finish()
        {
            if (!Complete)
            {
                throw new InvalidDataException("the file arrived in part; generate the avatar again");
            }

            Tell(1f);
            return new GeneratedAvatar(_made.Avatar, _made.Asset, _data);
        }

        private void Announce(StreamAvatarResponse.Types.Made made)
        {
            if (made.Asset.SizeBytes > Longest)
            {
                throw new InvalidDataException("a file of " + made.Asset.SizeBytes + " bytes is no avatar");
            }

            _made = made;
            _data = new byte[(int)made.Asset.SizeBytes];
        }

        private void Take(Chunk chunk)
        {
            if (chunk.Offset != (ulong)_received || chunk.Data.Length > _data.Length - _received)
            {
                throw new InvalidDataException("the file's pieces do not fit together");
            }

            chunk.Data.CopyTo(_data, _received);
            _received += chunk.Data.Length;
            Tell(Work + (1f - Work) * _received / _data.Length);
        }

        private void Tell(float fraction)
        {
            if (_progress != null)
            {
                _progress.Report(fraction);
            }
        }
    }
}
