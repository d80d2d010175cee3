using System;
using System.Threading;
using UniVRM10;
using UnityEngine;

namespace Moeforge.Samples
{
    /// <summary>Put it on an empty GameObject and press Play: what is typed into the box becomes an avatar.</summary>
    public sealed class PromptBox : MonoBehaviour
    {
        [SerializeField] private string _address = "http://127.0.0.1:50051";
        [SerializeField] private string _token = "";
        [SerializeField] private string _prompt = "pink twintails, blue eyes";

        private readonly CancellationTokenSource _cancel = new CancellationTokenSource();
        private AvatarClient _client;
        private Vrm10Instance _figure;
        private string _state = "";
        private bool _busy;

        private void OnDestroy()
        {
            _cancel.Cancel();
            if (_client != null)
            {
                _client.Dispose();
            }
        }

        private void OnGUI()
        {
            _prompt = GUI.TextField(new Rect(16, 16, 360, 28), _prompt);
            GUI.enabled = !_busy;
            if (GUI.Button(new Rect(384, 16, 100, 28), "Generate"))
            {
                Generate();
            }

            GUI.enabled = true;
            GUI.Label(new Rect(16, 52, 468, 60), _state);
        }

        private async void Generate()
        {
            _busy = true;
            try
            {
                _client = _client ?? new AvatarClient(_address, _token);
                var progress = new Progress<float>(fraction => _state = Math.Round(fraction * 100) + " %");
                var avatar = await _client.GenerateAsync(AvatarRequest.FromPrompt(_prompt), progress, _cancel.Token);
                var figure = await AvatarLoader.LoadAsync(avatar, _cancel.Token);
                Replace(figure);
                _state = avatar.NotUnderstood.Count == 0
                    ? "Seed " + avatar.Seed
                    : "Not understood: " + string.Join(", ", avatar.NotUnderstood);
            }
            catch (OperationCanceledException)
            {
                _state = "";
            }
            catch (Exception failed)   // whatever it is, an async void has nobody else to tell
            {
                _state = failed.Message;
                Debug.LogException(failed, this);
            }
            finally
            {
                _busy = false;
            }
        }

        private void Replace(Vrm10Instance figure)
        {
            if (_figure != null)
            {
                Destroy(_figure.gameObject);
            }

            _figure = figure;
            _figure.transform.SetParent(transform, false);
        }
    }
}
