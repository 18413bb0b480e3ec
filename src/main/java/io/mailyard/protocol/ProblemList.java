package io.mailyard.protocol;

import java.util.List;

/** Problems of a process, as they are stored. */
public record ProblemList(List<String> problems) {
    public static final MessageCodec<ProblemList> CODEC =
            new MessageCodec<>(message ->
                    new ProblemList(
                            message.get("problems", MemberType.TEXTS, ProblemList::problems)));
}
