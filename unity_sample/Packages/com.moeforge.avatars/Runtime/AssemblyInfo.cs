using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Moeforge.Avatars.Tests")]
