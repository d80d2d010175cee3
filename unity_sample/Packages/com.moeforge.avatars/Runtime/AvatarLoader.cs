using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using UniGLTF;
using UniVRM10;

namespace Moeforge
{
    /// <summary>A received file becomes a figure in the scene.</summary>
    public static class AvatarLoader
    {
        private const string Figure = "model/gltf-binary";

        /// <summary>
        /// Loads a Vrm1 or Vrm0 avatar, spread over frames. Call it on Unity's main thread; destroy the instance's
        /// GameObject when done. ArgumentException for a picture, InvalidDataException for a file that UniVRM refuses.
        /// </summary>
        public static async Task<Vrm10Instance> LoadAsync(
            GeneratedAvatar avatar, CancellationToken cancel = default(CancellationToken))
        {
            if (avatar.MediaType != Figure)
            {
                throw new ArgumentException("a " + avatar.MediaType + " is no figure; ask for Vrm1 or Vrm0", "avatar");
            }

            var instance = await Vrm10.LoadBytesAsync(
                avatar.Data, canLoadVrm0X: true, showMeshes: true, awaitCaller: new RuntimeOnlyAwaitCaller(), ct: cancel);
            if (cancel.IsCancellationRequested && instance != null)
            {
                UnityEngine.Object.Destroy(instance.gameObject);   // nobody is left to own it
            }

            cancel.ThrowIfCancellationRequested();
            if (instance == null)
            {
                throw new InvalidDataException("UniVRM read no figure; ask for Vrm1 or Vrm0");
            }

            return instance;
        }
    }
}
