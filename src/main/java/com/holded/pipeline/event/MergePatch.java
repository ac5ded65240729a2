package com.holded.pipeline.event;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * JSON Merge Patch. Our own few lines, since the libraries for it work on other trees, in which a number loses the
 * literal that it was sent with.
 *
 * @param patch what is to be changed: a member replaces its namesake, {@code null} removes it, objects are merged
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7386">RFC 7386</a>
 */
public record MergePatch(Json patch) {

    /** The target with the patch applied; members keep their places, new ones come last. */
    public Json applyTo(Json target) {
        return merge(target, patch);
    }

    /** Whether what this pointer names is replaced or removed as a whole. */
    public boolean replaces(String pointer) {
        Json at = patch;
        for (String name : Pointers.segments(pointer)) {
            if (!(at instanceof Json.Obj object)) {
                return true;
            }
            Json member = object.members().get(name);
            if (member == null) {
                return false;
            }
            at = member;
        }
        return !(at instanceof Json.Obj);
    }

    private static Json merge(Json target, Json patch) {
        if (!(patch instanceof Json.Obj changes)) {
            return patch;
        }
        Map<String, Json> members =
                new LinkedHashMap<>(target.asObject().orElse(Json.Obj.EMPTY).members());
        changes.members().forEach((name, change) -> {
            if (change.isNull()) {
                members.remove(name);
            } else {
                members.put(name, merge(members.getOrDefault(name, Json.Null.NULL), change));
            }
        });
        return new Json.Obj(members);
    }
}
