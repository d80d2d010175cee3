using System;
using System.Collections.Generic;
using Google.Protobuf;
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

    /// <summary>How many triangles the figure has: at most 20,000, 10,000, 7,500 or 2,500.</summary>
    public enum AvatarDetail
    {
        Hero,
        High,
        Mobile,
        Tiny,
    }

    /// <summary>Faces beside the 18 presets of VRM.</summary>
    [Flags]
    public enum AvatarExpressions
    {
        VrmOnly = 0,
        Arkit = 1,
        Oculus = 2,
        Anime = 4,
    }

    /// <summary>Which avatar: by seed, by words, by a picture, by traits or by recipe.</summary>
    public sealed class AvatarRequest
    {
        private static readonly Dictionary<AvatarFormat, AssetFormat> Formats = new Dictionary<AvatarFormat, AssetFormat>
        {
            { AvatarFormat.Vrm1, AssetFormat.Vrm1 },
            { AvatarFormat.Vrm0, AssetFormat.Vrm0 },
            { AvatarFormat.Glb, AssetFormat.Glb },
            { AvatarFormat.Png, AssetFormat.Png },
        };

        private static readonly Dictionary<AvatarDetail, LevelOfDetail> Details =
            new Dictionary<AvatarDetail, LevelOfDetail>
            {
                { AvatarDetail.Hero, LevelOfDetail.Hero },
                { AvatarDetail.High, LevelOfDetail.High },
                { AvatarDetail.Mobile, LevelOfDetail.Mobile },
                { AvatarDetail.Tiny, LevelOfDetail.Tiny },
            };

        private static readonly Dictionary<AvatarExpressions, ExpressionSet> Sets =
            new Dictionary<AvatarExpressions, ExpressionSet>
            {
                { AvatarExpressions.Arkit, ExpressionSet.Arkit },
                { AvatarExpressions.Oculus, ExpressionSet.Oculus },
                { AvatarExpressions.Anime, ExpressionSet.Anime },
            };

        private const int PictureMebibytes = 8;
        private const int DecalMebibytes = 2;

        private readonly AvatarWish _wish;

        private AvatarRequest(AvatarWish wish)
        {
            _wish = wish;
        }

        /// <summary>The file that is wanted.</summary>
        public AvatarFormat Format { get; set; }

        /// <summary>The level of detail.</summary>
        public AvatarDetail Detail { get; set; }

        /// <summary>Further expressions; sets can be combined.</summary>
        public AvatarExpressions Expressions { get; set; }

        /// <summary>Textures of twice the side, for close-ups; the server needs a model for that.</summary>
        public bool FineTextures { get; set; }

        /// <summary>A destination whose limits the file has to fit, such as vrchat-pc-excellent; it decides the format.</summary>
        public string Target { get; set; }

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

        /// <summary>A photo or drawing of what the avatar shall look like: the bytes of a PNG, JPEG, WebP, GIF or BMP file of
        /// at most 8 MiB (ArgumentException above). Words win over it, and the seed decides what neither says. The server
        /// keeps no picture.</summary>
        public static AvatarRequest FromPicture(byte[] picture, string words = null)
        {
            var wish = new AvatarWish { Picture = Checked(picture, "picture", PictureMebibytes) };
            if (!string.IsNullOrEmpty(words))
            {
                wish.Prompt = words;
            }

            return new AvatarRequest(wish);
        }

        /// <summary>The text of an earlier avatar's Recipe; it gives that avatar again.</summary>
        public static AvatarRequest FromRecipe(string recipe)
        {
            return new AvatarRequest(new AvatarWish { Recipe = recipe });
        }

        /// <summary>Stated traits, such as hair_style -> twintails, hair -> #f3a6c4, glasses -> true (false: must not be
        /// worn) and height -> 0.5 (-1 to 1); the seed decides the rest. AvatarClient.ListTraitsAsync names them.</summary>
        public static AvatarRequest FromTraits(
            IDictionary<string, string> choices,
            IDictionary<string, string> colors = null,
            IDictionary<string, bool> accessories = null,
            IDictionary<string, double> sliders = null)
        {
            var spec = new PartialSpec();
            spec.Choices.Add(choices ?? new Dictionary<string, string>());
            spec.Colors.Add(colors ?? new Dictionary<string, string>());
            spec.Accessories.Add(accessories ?? new Dictionary<string, bool>());
            spec.Sliders.Add(sliders ?? new Dictionary<string, double>());
            return new AvatarRequest(new AvatarWish { Spec = spec });
        }

        /// <summary>Where the picture's face is, in its pixels, when the server does not find it by itself.</summary>
        public AvatarRequest WithFace(double left, double top, double right, double bottom)
        {
            _wish.Face = new FaceBox { Left = left, Top = top, Right = right, Bottom = bottom };
            return this;
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

        /// <summary>What others may do with the avatar: CC0-1.0 (the default), CC-BY-4.0, CC-BY-NC-4.0 or ARR (all rights
        /// reserved).</summary>
        public AvatarRequest Licensed(string licence)
        {
            _wish.Licence = licence;
            return this;
        }

        /// <summary>A named style, such as watercolor; 0 is none of it, 1 all.</summary>
        public AvatarRequest WithStyle(string name, double strength = 1.0)
        {
            _wish.Style = new Style { Name = name, Strength = strength };
            return this;
        }

        /// <summary>The colours and strokes of a picture: the bytes of a PNG, JPEG, WebP, GIF or BMP file of at most 8 MiB
        /// (ArgumentException above).</summary>
        public AvatarRequest WithStylePicture(byte[] picture, double strength = 0.8)
        {
            _wish.Style = new Style { Picture = Checked(picture, "picture", PictureMebibytes), Strength = strength };
            return this;
        }

        /// <summary>A picture for the top, chest or back, of at most 2 MiB (ArgumentException above). It has to come again
        /// with the avatar's recipe.</summary>
        public AvatarRequest WithDecal(byte[] picture)
        {
            _wish.Decal = Checked(picture, "decal", DecalMebibytes);
            return this;
        }

        /// <summary>What the server would refuse is refused before it is sent.</summary>
        private static ByteString Checked(byte[] file, string what, int mebibytes)
        {
            if (file.Length > mebibytes << 20)
            {
                throw new ArgumentException(
                    "the " + what + " has " + file.Length + " bytes; a server takes at most " + (mebibytes << 20) + " ("
                    + mebibytes + " MiB): shrink it or save it as a JPEG (Texture2D.EncodeToJPG)");
            }

            return ByteString.CopyFrom(file);
        }

        internal StreamAvatarRequest ToMessage()
        {
            var options = new ExportOptions { LevelOfDetail = Details[Detail], Target = Target ?? string.Empty };
            options.TextureScale = FineTextures ? 2u : 1u;
            foreach (var set in Sets)
            {
                if ((Expressions & set.Key) != 0)
                {
                    options.ExtraExpressions.Add(set.Value);
                }
            }

            return new StreamAvatarRequest { Wish = _wish.Clone(), Format = Formats[Format], Options = options };
        }
    }
}
