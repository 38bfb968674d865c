//! Spanish.

use super::Words;

pub(super) const WORDS: Words = Words {
    lang: "es",
    follow: "Seguir «{}» por correo",
    about: "Las novedades sobre «{}» de {}, reunidas en un correo.",
    hourly: "Como máximo una vez por hora, y solo si hay algo nuevo.",
    daily: "Como máximo una vez al día, y solo si hay algo nuevo.",
    weekly: "Como máximo una vez por semana, y solo si hay algo nuevo.",
    address: "Dirección de correo",
    ask: "Seguir",
    privacy: "Su dirección se guarda solo para esto y se borra en cuanto se da de baja. No se registra si abre los correos ni si sigue sus enlaces.",
    no_address: "No se puede enviar nada a esta dirección. Compruébela, por favor: tiene la forma nombre@ejemplo.es.",
    sent: "Mire en su buzón: en unos minutos llega un correo con el que confirmar. Si ya sigue, no llegará ninguno.",
    full: "En este momento quieren seguir muchas personas. Vuelva a intentarlo dentro de una hora, por favor.",
    confirm_title: "¿Seguir «{}» de {} por correo?",
    confirm: "Sí, seguir",
    confirmed: "Ahora sigue «{}» de {}. En cada correo hay un enlace para darse de baja.",
    end_title: "¿Darse de baja de los correos sobre «{}» de {}?",
    end: "Darse de baja",
    ended: "Hecho. Ya no recibirá correos sobre «{}» de {}, y su dirección se ha borrado.",
    gone: "Este enlace ya no es válido: los correos se han dado de baja, o la confirmación llegó después de más de dos días. En ese caso su dirección se ha borrado.",
    subject_ask: "Confirme, por favor: «{}» de {}",
    text_ask: "Buenos días:\n\nAlguien, probablemente usted, quiere seguir «{}» de {} por correo. Si es usted, abra esta página y confirme:\n\n",
    otherwise: "\n\nSi no, no tiene que hacer nada: no llegará nada más, y su dirección se borrará a los dos días.\n",
    subject_news: "{}: {} publicaciones nuevas",
    footer: "Recibe este correo porque sigue «{}» de {}. Darse de baja:\n",
};
