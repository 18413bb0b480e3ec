package io.mailyard.cli;

/** The person before the screen, if there is one. */
interface Terminal {
    /** Whether both sides are a terminal: someone reads, someone can answer. */
    boolean present();

    /**
     * Its width in characters, or {@link Table#UNLIMITED} where there is none or it does not say.
     */
    int columns();

    /** Whether the answer to a question is yes; only where {@link #present}. */
    boolean agrees(String question);
}
