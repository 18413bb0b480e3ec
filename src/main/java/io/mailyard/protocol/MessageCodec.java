package io.mailyard.protocol;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import java.nio.charset.StandardCharsets;

/**
 * Reads and writes one kind of message as JSON, by one declaration of its members. What is not as
 * declared is an error of the peer: {@link IllegalArgumentException} names the member. Members that
 * are not declared are ignored.
 */
public final class MessageCodec<T> {
    private final Declaration<T> declaration;

    /** Names each member with its type, and makes a message of what they return. */
    @FunctionalInterface
    interface Declaration<T> {
        T message(MessageMembers<T> members);
    }

    MessageCodec(Declaration<T> declaration) {
        this.declaration = declaration;
    }

    /** The message as JSON. */
    public String write(T message) {
        return JsonText.write(out -> write(out, message));
    }

    /** The message of a body. */
    public T read(byte[] json) {
        return read(new String(json, StandardCharsets.UTF_8));
    }

    /** The message of a text. */
    public T read(String json) {
        Value.Members members;
        try {
            members = JsonText.read(json);
        } catch (RuntimeException unreadable) {
            throw new IllegalArgumentException("no JSON object", unreadable);
        }
        return read(members);
    }

    void write(Out out, T message) {
        declaration.message(new MessageMembers.WrittenMembers<>(out, message));
    }

    T read(Value.Members members) {
        return declaration.message(new MessageMembers.ReadMembers<>(members));
    }
}
