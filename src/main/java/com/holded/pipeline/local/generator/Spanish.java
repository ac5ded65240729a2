package com.holded.pipeline.local.generator;

import java.util.List;

/** Names and phrases as Spanish small businesses write them: ñ, ç, accents, middle dots, quotation marks, €. */
final class Spanish {
    private static final List<String> FIRST_NAMES = List.of(
            "Begoña",
            "Íñigo",
            "María José",
            "Núria",
            "Lluís",
            "Llorenç",
            "Vicenç",
            "Ángela",
            "Óscar",
            "Sofía",
            "Iñaki",
            "Adrián",
            "Concepción",
            "Mónica",
            "Jesús",
            "Àlex",
            "Raül",
            "Gonçal",
            "Úrsula",
            "Andrés");
    private static final List<String> SURNAMES = List.of(
            "Núñez",
            "Muñoz",
            "Ibáñez",
            "Güell",
            "Peña",
            "Castaño",
            "Lluch",
            "Français",
            "Bergoñós",
            "Gálvez",
            "Ortuño",
            "Sáez",
            "Plaça",
            "Echagüe",
            "Martín",
            "Rodríguez",
            "Fernández",
            "Vázquez",
            "Puigcercós",
            "Yáñez");
    private static final List<String> TRADES = List.of(
            "Peluquería",
            "Carpintería",
            "Pastelería",
            "Gestoría",
            "Jardinería",
            "Cañas y Tapas",
            "Forn de Pa",
            "Artesanía",
            "Fontanería",
            "Óptica",
            "Diseño",
            "Electrónica",
            "Viñedos",
            "Clínica Veterinaria",
            "Papelería");
    private static final List<String> LEGAL_FORMS = List.of("S.L.", "S.A.", "S.L.U.", "S. Coop.", "e Hijos, C.B.");
    private static final List<String> CONCEPTS = List.of(
            "Cuota de gestoría · marzo",
            "Señal de la reforma del baño",
            "Alquiler del almacén nº 3",
            "Compra de piñones y azúcar",
            "Diseño de la campaña «Otoño»",
            "Envío a A Coruña",
            "Reparación de la cañería",
            "Comisión bancaria",
            "Material de oficina: tóner y papel",
            "Café y açaí para la reunión",
            "Suscripción anual, 1ª parte",
            "Devolución: artículo dañado");
    private static final List<String> PRODUCTS = List.of(
            "Pintura ecológica 5 l · edición «Niño»",
            "Ratafía artesana 70 cl",
            "Lámpara de techo «Àuria»",
            "Champú de camomila",
            "Turrón de Jijona 300 g",
            "Cuña de queso curado",
            "Silla ergonómica \"Barça\"",
            "Edredón nórdico 240 × 220",
            "Teclado español (con ñ y ç)",
            "Cerámica vidriada: tazón pequeño");

    private Spanish() {}

    static String person(Dice dice) {
        return dice.oneOf(FIRST_NAMES) + " " + dice.oneOf(SURNAMES) + " " + dice.oneOf(SURNAMES);
    }

    static String company(Dice dice) {
        return dice.oneOf(TRADES) + " " + dice.oneOf(SURNAMES) + " " + dice.oneOf(LEGAL_FORMS);
    }

    static String concept(Dice dice) {
        return dice.oneOf(CONCEPTS);
    }

    static String product(Dice dice) {
        return dice.oneOf(PRODUCTS);
    }
}
