using System;
using System.IO;
using System.Threading;
using UnityEditor;
using UnityEngine;

namespace Moeforge.Editor
{
    /// <summary>Window > Moeforge Avatar: writes an avatar into the project, where UniVRM imports it.</summary>
    public sealed class AvatarWindow : EditorWindow
    {
        private string _address = "http://127.0.0.1:50051";
        private string _token = "";
        private string _prompt = "pink twintails, blue eyes";
        private string _state = "";
        private CancellationTokenSource _cancel;

        [MenuItem("Window/Moeforge Avatar")]
        private static void Open()
        {
            GetWindow<AvatarWindow>("Moeforge Avatar");
        }

        private void OnGUI()
        {
            _address = EditorGUILayout.TextField("Server", _address);
            _token = EditorGUILayout.PasswordField("Token, if it asks for one", _token);
            _prompt = EditorGUILayout.TextField("Prompt", _prompt);
            if (_cancel == null && GUILayout.Button("Generate"))
            {
                Generate();
            }
            else if (_cancel != null && GUILayout.Button("Cancel"))
            {
                _cancel.Cancel();
            }

            EditorGUILayout.HelpBox(_state, MessageType.Info);
        }

        private void OnDisable()
        {
            if (_cancel != null)
            {
                _cancel.Cancel();
            }
        }

        private async void Generate()
        {
            _cancel = new CancellationTokenSource();
            try
            {
                using (var client = new AvatarClient(_address, _token))
                {
                    var avatar = await client.GenerateAsync(
                        AvatarRequest.FromPrompt(_prompt), new Progress<float>(Show), _cancel.Token);
                    var path = AssetDatabase.GenerateUniqueAssetPath("Assets/" + avatar.Id.Substring(0, 8) + ".vrm");
                    File.WriteAllBytes(path, avatar.Data);
                    AssetDatabase.ImportAsset(path);
                    _state = path;
                }
            }
            catch (OperationCanceledException)
            {
                _state = "Cancelled.";
            }
            catch (Exception failed)   // whatever it is, an async void has nobody else to tell
            {
                _state = failed.Message;
                Debug.LogException(failed);
            }
            finally
            {
                _cancel.Dispose();
                _cancel = null;
                Repaint();
            }
        }

        private void Show(float fraction)
        {
            _state = Math.Round(fraction * 100) + " %";
            Repaint();
        }
    }
}
