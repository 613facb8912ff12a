package io.lakehouse.crypto;

import io.lakehouse.crypto.cli.CryptoCommand;

/** The main class: {@code CryptoPipeline COMMAND [OPTIONS]}; without a command it prints its usage. */
public final class CryptoPipeline {

    private CryptoPipeline() {}

    public static void main(String[] arguments) {
        System.exit(CryptoCommand.run(arguments));
    }
}
