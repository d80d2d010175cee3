// Stand-ins for what the package uses of Unity and UniVRM; signatures as in Unity 2021.3 and UniVRM 0.131.
using System;
using System.Threading;
using System.Threading.Tasks;

namespace UnityEngine
{
    public class Object { public static void Destroy(Object o) { } }
    public class GameObject : Object { }
    public class Avatar : Object { } // so that a name of ours that collides does not compile
    public static class Debug { public static void LogException(Exception exception, Object context = null) { } }
    public class Component : Object { public GameObject gameObject { get; } public Transform transform { get; } }
    public class Transform : Component { public void SetParent(Transform parent, bool worldPositionStays) { } }
    public class MonoBehaviour : Component { }
    [AttributeUsage(AttributeTargets.Field)] public class SerializeField : Attribute { }
    public struct Rect { public Rect(float x, float y, float width, float height) { } }
    public static class GUI
    {
        public static bool enabled { get; set; }
        public static string TextField(Rect position, string text) { return text; }
        public static bool Button(Rect position, string text) { return false; }
        public static void Label(Rect position, string text) { }
    }
    public class GUILayoutOption { }
    public static class GUILayout { public static bool Button(string text, params GUILayoutOption[] options) { return false; } }
}

namespace UnityEditor
{
    public class EditorWindow : UnityEngine.Object
    {
        public static T GetWindow<T>(string title) where T : EditorWindow { return null; }
        public void Repaint() { }
    }
    [AttributeUsage(AttributeTargets.Method)] public class MenuItem : Attribute { public MenuItem(string path) { } }
    public enum MessageType { None, Info, Warning, Error }
    public static class EditorGUILayout
    {
        public static string TextField(string label, string text, params UnityEngine.GUILayoutOption[] options) { return text; }
        public static string PasswordField(string label, string text, params UnityEngine.GUILayoutOption[] options) { return text; }
        public static void HelpBox(string message, MessageType type) { }
    }
    public static class AssetDatabase
    {
        public static string GenerateUniqueAssetPath(string path) { return path; }
        public static void ImportAsset(string path) { }
    }
}

namespace UniGLTF
{
    public interface IAwaitCaller { }
    public sealed class RuntimeOnlyAwaitCaller : IAwaitCaller { public RuntimeOnlyAwaitCaller(float timeOutInSeconds = 0.001f) { } }
}

namespace UniVRM10
{
    public enum ControlRigGenerationOption { None, Generate }
    public class Vrm10Instance : UnityEngine.MonoBehaviour { }
    public static class Vrm10
    {
        public static Task<Vrm10Instance> LoadBytesAsync(
            byte[] bytes,
            bool canLoadVrm0X = true,
            ControlRigGenerationOption controlRigGenerationOption = ControlRigGenerationOption.Generate,
            bool showMeshes = true,
            UniGLTF.IAwaitCaller awaitCaller = null,
            object textureDeserializer = null,
            object materialGenerator = null,
            object vrmMetaInformationCallback = null,
            CancellationToken ct = default(CancellationToken))
        {
            return null;
        }
    }
}

namespace NUnit.Framework
{
    [AttributeUsage(AttributeTargets.Method)] public class TestAttribute : Attribute { }
    public delegate void TestDelegate();
    public static class Assert
    {
        public static void AreEqual(object expected, object actual) { }
        public static T Throws<T>(TestDelegate code) where T : Exception { return null; }
    }
    public static class CollectionAssert { public static void AreEqual(System.Collections.IEnumerable expected, System.Collections.IEnumerable actual) { } }
}
