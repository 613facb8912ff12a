package io.lakehouse.crypto;

import io.lakehouse.crypto.cli.CryptoCommand;

/** The program: {@code CryptoPipeline COMMAND [OPTIONS]}; without a command it explains itself. */
public final class CryptoPipeline {

    private CryptoPipeline() {}

    public static void main(String[] arguments) {
        System.exit(CryptoCommand.run(arguments));
    }
}
