package io.mailyard.cli;

/** The terminal with a person at it, if there is one. */
interface Terminal {
    /** Whether input and output are a terminal, so that someone can read and answer. */
    boolean present();

    /**
     * Width in characters; {@link Table#UNLIMITED} without a terminal, or if its width is unknown.
     */
    int columns();

    /** Whether a person answers a question with yes; call only if {@link #present}. */
    boolean agrees(String question);
}
