using System.Collections.Generic;
using Moeforge.Api.V1;

namespace Moeforge
{
    /// <summary>The file that is wanted. Only Vrm1 and Vrm0 can be loaded as a figure by AvatarLoader.</summary>
    public enum AvatarFormat
    {
        Vrm1,
        Vrm0,
        Glb,
        Png,
    }

    /// <summary>Which avatar: by seed, by words, by traits or by recipe.</summary>
    public sealed class AvatarRequest
    {
        private static readonly Dictionary<AvatarFormat, AssetFormat> Formats = new Dictionary<AvatarFormat, AssetFormat>
        {
            { AvatarFormat.Vrm1, AssetFormat.Vrm1 },
            { AvatarFormat.Vrm0, AssetFormat.Vrm0 },
            { AvatarFormat.Glb, AssetFormat.Glb },
            { AvatarFormat.Png, AssetFormat.Png },
        };

        private readonly AvatarWish _wish;

        private AvatarRequest(AvatarWish wish)
        {
            _wish = wish;
        }

        /// <summary>The file that is wanted.</summary>
        public AvatarFormat Format { get; set; }

        /// <summary>Everything follows from the seed (at most 2^53 - 1).</summary>
        public static AvatarRequest FromSeed(ulong seed)
        {
            return new AvatarRequest(new AvatarWish { SeedOnly = seed });
        }

        /// <summary>A sentence in English, Chinese or Japanese; the same one gives the same avatar.</summary>
        public static AvatarRequest FromPrompt(string prompt)
        {
            return new AvatarRequest(new AvatarWish { Prompt = prompt });
        }

        /// <summary>The text of an earlier avatar's Recipe; it gives that avatar again.</summary>
        public static AvatarRequest FromRecipe(string recipe)
        {
            return new AvatarRequest(new AvatarWish { Recipe = recipe });
        }

        /// <summary>Stated traits, such as hair_style -> twintails and hair -> #f3a6c4; the seed decides the rest.</summary>
        public static AvatarRequest FromTraits(
            IDictionary<string, string> choices, IDictionary<string, string> colors = null)
        {
            var spec = new PartialSpec();
            spec.Choices.Add(choices ?? new Dictionary<string, string>());
            spec.Colors.Add(colors ?? new Dictionary<string, string>());
            return new AvatarRequest(new AvatarWish { Spec = spec });
        }

        /// <summary>The identity behind what is not stated. Not beside FromSeed.</summary>
        public AvatarRequest WithSeed(ulong seed)
        {
            _wish.Seed = seed;
            return this;
        }

        /// <summary>Written into the file.</summary>
        public AvatarRequest Signed(string title, string author)
        {
            _wish.Title = title;
            _wish.Author = author;
            return this;
        }

        internal StreamAvatarRequest ToMessage()
        {
            return new StreamAvatarRequest { Wish = _wish.Clone(), Format = Formats[Format] };
        }
    }
}
