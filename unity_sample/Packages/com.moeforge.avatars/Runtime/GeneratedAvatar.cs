using System.Collections.Generic;
using Moeforge.Api.V1;

namespace Moeforge
{
    /// <summary>A finished avatar and its file. (UnityEngine has an Avatar of its own.)</summary>
    public sealed class GeneratedAvatar
    {
        internal GeneratedAvatar(AvatarInfo info, AssetInfo asset, byte[] data)
        {
            Id = info.Id;
            Seed = info.Seed;
            Recipe = info.Recipe;
            MediaType = asset.MediaType;
            NotUnderstood = Texts(info);
            ReadFromPicture = Readings(info);
            Data = data;
        }

        /// <summary>The server's name for the avatar.</summary>
        public string Id { get; }

        /// <summary>The seed that was used.</summary>
        public ulong Seed { get; }

        /// <summary>AvatarRequest.FromRecipe brings the same avatar back.</summary>
        public string Recipe { get; }

        /// <summary>model/gltf-binary or image/png.</summary>
        public string MediaType { get; }

        /// <summary>Parts of the prompt that meant nothing to the server.</summary>
        public IReadOnlyList<string> NotUnderstood { get; }

        /// <summary>What the picture shows, such as hair -> #4a2c20; only what was sure enough to count.</summary>
        public IReadOnlyDictionary<string, string> ReadFromPicture { get; }

        /// <summary>The whole file.</summary>
        public byte[] Data { get; }

        private static List<string> Texts(AvatarInfo info)
        {
            var texts = new List<string>();
            if (info.Understanding != null)
            {
                foreach (var span in info.Understanding.Unmatched)
                {
                    texts.Add(span.Text);
                }
            }

            return texts;
        }

        private static Dictionary<string, string> Readings(AvatarInfo info)
        {
            var readings = new Dictionary<string, string>();
            if (info.Understanding != null && info.Understanding.Picture != null)
            {
                foreach (var trait in info.Understanding.Picture.Traits)
                {
                    if (trait.Used)
                    {
                        readings[trait.Trait] = trait.Value;
                    }
                }
            }

            return readings;
        }
    }
}
